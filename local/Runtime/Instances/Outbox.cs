using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Messages that one turn of an execution sends to other instances.</summary>
internal sealed class Outbox(Engine engine, string instanceId, Execution execution, DateTime now)
{
    private readonly List<Message> _messages = [];

    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Sends what the orchestrator asks of others. Activities and timers ask nobody: they leave by the event itself.</summary>
    public void Ask(HistoryEvent asked)
    {
        Caller self = new(execution.Start.Name!, instanceId, execution.Id, asked.Id);
        switch (asked.Kind)
        {
            case EventKind.SubOrchestrationCreated:
                Send(
                    asked.Target!,
                    new()
                    {
                        Kind = EventKind.ExecutionStarted,
                        Name = asked.Name,
                        Data = asked.Data,
                        Execution = engine.NewExecution(),
                        Caller = self,
                    });
                break;
            case EventKind.EventSent:
                Send(asked.Target!, new() { Kind = EventKind.EventRaised, Name = asked.Name, Data = asked.Data });
                break;
            case EventKind.EntityCalled:
                Send(asked.Target!, new() { Kind = EventKind.EntityOperation, Name = asked.Name, Data = asked.Data, Caller = self });
                break;
            case EventKind.EntitySignaled:
                Send(asked.Target!, new() { Kind = EventKind.EntityOperation, Name = asked.Name, Data = asked.Data }, asked.FireAt);
                break;
        }
    }

    /// <summary>Tells the parent, if there is one, how this execution ended.</summary>
    public void Report(ExecutionStatus end)
    {
        if (execution.Start.Caller is { } caller)
        {
            TaskFailureDetails? failure = end.Failure ?? (end.Status == OrchestrationRuntimeStatus.Terminated
                ? new(
                    typeof(OrchestrationTerminatedException).FullName!, $"The sub-orchestration '{instanceId}' was terminated.", null, null,
                    null)
                : null);
            Answer(caller, execution.Start.Name, end.Output, failure);
        }
    }

    /// <summary>Tells another parent that the id of its sub-orchestration is taken by this execution, which still runs.</summary>
    public void Refuse(HistoryEvent start)
    {
        if (start.Caller is { } caller && caller != execution.Start.Caller)
        {
            InvalidOperationException failure = new($"An orchestration with the instance id '{instanceId}' is running already.");
            Answer(caller, start.Name, null, FailureDescription.From(failure));
        }
    }

    private void Answer(Caller caller, string? name, string? data, TaskFailureDetails? failure)
    {
        HistoryEvent answer = new()
        {
            Kind = failure is null ? EventKind.SubOrchestrationCompleted : EventKind.SubOrchestrationFailed,
            Id = caller.TaskId,
            Name = name,
            Data = failure is null ? data : null,
            Target = instanceId,
            Failure = failure,
        };
        _messages.Add(new(engine.NextMessage(), caller.InstanceId, caller.Execution, answer));
    }

    private void Send(string to, HistoryEvent what, DateTime? due = null) =>
        _messages.Add(new(engine.NextMessage(), to, null, what with { Time = now }, due));
}
