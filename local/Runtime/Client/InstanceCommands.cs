using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Changes orchestrations from outside. A change is durable when its task completes, and takes effect only then.</summary>
internal sealed class InstanceCommands(Engine engine)
{
    // Azure Storage never replaces a running instance, whatever a caller asks for.
    private static readonly OrchestrationRuntimeStatus[] Running =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>The error of whoever asks for an instance that is not there.</summary>
    public static ArgumentException Unknown(string instanceId) =>
        new($"There is no orchestration with the instance id '{instanceId}'.", nameof(instanceId));

    /// <exception cref="ArgumentException">There is no such instance.</exception>
    public OrchestrationInstance Find(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return engine.Receivers.Orchestrations.GetValueOrDefault(instanceId) is { } found
            && (engine.Storage is null || found.Read(RowOf) is not null)
            ? found : throw Unknown(instanceId);
    }

    /// <summary>
    /// The execution that the row of an instance in Azure Storage tells of: that of a sub-orchestration is written at the end of its first
    /// turn.
    /// </summary>
    public static Execution? RowOf(Execution? execution) =>
        execution is { Status: OrchestrationRuntimeStatus.Pending, Length: 0, Start.Caller: not null } ? null : execution;

    /// <summary>The sub-orchestrations its current execution has begun; none when there is no such instance.</summary>
    public string[] ChildrenOf(string instanceId) =>
        engine.Receivers.Orchestrations.TryGetValue(instanceId, out var instance)
            ? instance.Read(
                execution => execution?.HistoryUpTo(execution.Length)
                    .Where(what => what.Kind == EventKind.SubOrchestrationCreated).Select(what => what.Target!).ToArray() ?? [])
            : [];

    /// <summary>Starts an orchestration, in place of one that has the id and is in none of the given states.</summary>
    /// <exception cref="InvalidOperationException">The id is taken by one in such a state.</exception>
    public async Task StartAsync(Message start, OrchestrationRuntimeStatus[] keep)
    {
        Func<OrchestrationInstance, StartResult> write = engine.Storage is { } storage
            ? await ReadRowAsync(start, [.. keep, .. Running], storage.RoundTrip)
            : instance => instance.Start(start, keep);
        await engine.Store.EnterAsync();
        try
        {
            if (await RecordAsync(start, write))
            {
                engine.Receivers.Deliver(engine.Queues?.FromClient(start) ?? start);
            }
        }
        finally
        {
            engine.Store.Leave();
        }
    }

    /// <summary>Sends something to an orchestration.</summary>
    /// <exception cref="ArgumentException">There is no such instance, or it is too long.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public async Task SendAsync(string instanceId, HistoryEvent what)
    {
        engine.Limits.Require($"data of {what.Description}", what.Data);
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
            engine.Receivers.Deliver(engine.Queues?.FromClient(message) ?? message);
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

    /// <summary>
    /// Reads the row of an instance as Azure Storage does before a start; others can read the same row before this call writes it.
    /// </summary>
    /// <returns>The write that goes with what was read.</returns>
    private async Task<Func<OrchestrationInstance, StartResult>> ReadRowAsync(
        Message start, OrchestrationRuntimeStatus[] keep, TimeSpan roundTrip)
    {
        ExecutionStatus? seen = engine.Receivers.Orchestrations.TryGetValue(start.To, out var instance)
            ? instance.Read(execution => execution?.ExecutionStatus)
            : null;
        if (seen is not null && keep.Contains(seen.Status))
        {
            await instance!.Begun;
            throw Exists(start.To, seen.Status);
        }

        await Task.Delay(roundTrip, TimeProvider.System);
        return found => found.StartIfUnchanged(start, seen);
    }

    /// <returns>False when the start lost a race and nobody is told.</returns>
    private async Task<bool> RecordAsync(Message start, Func<OrchestrationInstance, StartResult> write)
    {
        while (true)
        {
            OrchestrationInstance instance = engine.Receivers.OrchestrationOf(start.To);
            StartResult result = write(instance);
            switch (result.Refusal)
            {
                case StartRefusal.None:
                    await engine.CommittedAsync(new MessageCommit(start), result.Durable);
                    return true;
                case StartRefusal.Exists:
                    await result.Durable;
                    throw Exists(start.To, result.Existing);
                case StartRefusal.LostRace:
                    await result.Durable;
                    return false;
                default:
                    engine.Receivers.Forget(instance);
                    break;
            }
        }
    }

    private static InvalidOperationException Exists(string instanceId, OrchestrationRuntimeStatus? status) =>
        new($"An orchestration with the instance id '{instanceId}' exists already, with status {status}.");
}
