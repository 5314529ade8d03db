using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Changes orchestrations from outside. A change is durable when its task completes, and takes effect only then.</summary>
internal sealed class InstanceCommands(Engine engine)
{
    /// <summary>The error of whoever asks for an instance that is not there.</summary>
    public static ArgumentException Unknown(string instanceId) => new($"There is no orchestration with the instance id '{instanceId}'.", nameof(instanceId));

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public OrchestrationInstance Find(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return engine.Receivers.Orchestrations.GetValueOrDefault(instanceId) ?? throw Unknown(instanceId);
    }

    /// <summary>The sub-orchestrations its current execution has begun; none when there is no such instance.</summary>
    public string[] ChildrenOf(string instanceId) =>
        engine.Receivers.Orchestrations.TryGetValue(instanceId, out var instance)
            ? instance.Read(execution => execution?.HistoryUpTo(execution.Length).Where(what => what.Kind == EventKind.SubOrchestrationCreated).Select(what => what.Target!).ToArray() ?? [])
            : [];

    /// <summary>Starts an orchestration, in place of one that has the id and is in none of the given states.</summary>
    /// <exception cref="InvalidOperationException">The id is taken by one in such a state.</exception>
    public async Task StartAsync(Message start, OrchestrationRuntimeStatus[] keep)
    {
        await engine.Store.EnterAsync();
        try
        {
            await RecordAsync(start, keep);
            engine.Receivers.Deliver(start);
        }
        finally
        {
            engine.Store.Leave();
        }
    }

    /// <summary>Sends something to an orchestration.</summary>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public async Task SendAsync(string instanceId, HistoryEvent what)
    {
        OrchestrationInstance instance = Find(instanceId);
        Message message = new(engine.NextMessage(), instanceId, null, what with { Time = engine.UtcNow });
        await engine.Store.EnterAsync();
        try
        {
            if (!instance.TryRecord(message, out ValueTask durable))
            {
                throw new InvalidOperationException($"The orchestration '{instanceId}' has ended; it takes nothing any more.");
            }

            await engine.CommittedAsync(new MessageCommit(message), durable);
            engine.Receivers.Deliver(message);
        }
        finally
        {
            engine.Store.Leave();
        }
    }

    /// <summary>Removes an orchestration that is over and fits the condition. False when there is none such.</summary>
    public async Task<bool> PurgeAsync(string instanceId, Func<Execution, bool> condition)
    {
        if (!engine.Receivers.Orchestrations.TryGetValue(instanceId, out OrchestrationInstance? instance))
        {
            return false;
        }

        await engine.Store.EnterAsync();
        try
        {
            if (!instance.TryRemove(condition, out ValueTask durable))
            {
                return false;
            }

            engine.Receivers.Forget(instance);
            await engine.CommittedAsync(new PurgeCommit([instanceId]), durable);
            return true;
        }
        finally
        {
            engine.Store.Leave();
        }
    }

    private async Task RecordAsync(Message start, OrchestrationRuntimeStatus[] keep)
    {
        while (true)
        {
            OrchestrationInstance instance = engine.Receivers.OrchestrationOf(start.To);
            StartResult result = instance.Start(start, keep);
            switch (result.Refusal)
            {
                case StartRefusal.None:
                    await engine.CommittedAsync(new MessageCommit(start), result.Durable);
                    return;
                case StartRefusal.Exists:
                    throw new InvalidOperationException($"An orchestration with the instance id '{start.To}' exists already, with status {result.Existing}.");
                default:
                    engine.Receivers.Forget(instance);
                    break;
            }
        }
    }
}
