using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Makes one turn of an execution: sorts the messages, runs the orchestrator, turns what it asks for into messages.</summary>
internal sealed class TurnBuilder(Engine engine, string instanceId, Execution execution)
{
    private readonly List<HistoryEvent> _news = [];
    private readonly List<long> _consumed = [];
    private readonly List<Message> _sent = [];
    private readonly DateTime _now = engine.UtcNow;
    private OrchestrationRuntimeStatus _status = execution.Status;
    private string? _customStatus = execution.Standing.CustomStatus;
    private HistoryEvent? _termination;

    /// <summary>The turn; null when the messages change nothing.</summary>
    public TurnCommit? Build(List<Message> batch)
    {
        _news.Add(new() { Kind = EventKind.TurnStarted, Time = _now });
        foreach (Message message in batch)
        {
            Take(message);
        }

        if (_termination is { } end)
        {
            return Commit(OrchestrationRuntimeStatus.Terminated, end.Data);
        }

        if (_news.Count == 1)
        {
            return _consumed.Count + _sent.Count == 0 ? null : Commit(_status, execution.Standing.Output) with { News = [] };
        }

        return Conclude(Run());
    }

    private void Take(Message message)
    {
        if (message.Number != 0)
        {
            _consumed.Add(message.Number);
        }

        HistoryEvent what = message.Event with { Time = _now };
        switch (what.Kind)
        {
            case EventKind.ExecutionStarted when what.Execution != execution.Id:
                Refuse(what);
                break;
            case EventKind.ExecutionStarted:
                _status = OrchestrationRuntimeStatus.Running;
                _news.Add(what);
                break;
            case EventKind.ExecutionSuspended or EventKind.ExecutionResumed:
                _status = what.Kind == EventKind.ExecutionSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
                _news.Add(what);
                break;
            case EventKind.ExecutionTerminated:
                _termination ??= what;
                _news.Add(what);
                break;
            case EventKind.EventRaised:
                _news.Add(what);
                break;

            // An answer to an execution that is gone, or a second answer to the same action: activities run at least once.
            case var _ when (message.Execution is null || message.Execution == execution.Id) && execution.IsOpen(what.Id):
                _news.Add(what);
                break;
        }
    }

    /// <summary>A sub-orchestration's id is taken by an instance that still runs.</summary>
    private void Refuse(HistoryEvent start)
    {
        if (start.Caller is { } caller && caller != execution.Start.Caller)
        {
            InvalidOperationException failure = new($"An orchestration with the instance id '{instanceId}' is running already.");
            Answer(caller, EventKind.SubOrchestrationFailed, start.Name, null, TaskFailureDetails.FromException(failure));
        }
    }

    private RunOutcome Run()
    {
        string name = execution.Start.Name!;
        if (!engine.Catalog.Orchestrators.TryGetValue(name, out OrchestratorFunction? function))
        {
            return RunOutcome.Failed(TaskFailureDetails.FromException(new InvalidOperationException($"There is no orchestrator function '{name}' in this app.")));
        }

        return new OrchestratorRun(function, instanceId, engine.Loggers).Run(execution.History, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_news));
    }

    private TurnCommit Conclude(RunOutcome outcome)
    {
        if (outcome.Mismatch is { } mismatch)
        {
            engine.Log.NonDeterministic(instanceId, mismatch.Message);
        }

        if (outcome.StatusSet)
        {
            _customStatus = outcome.CustomStatus;
        }

        foreach (HistoryEvent asked in outcome.Asked)
        {
            Record(asked);
        }

        foreach (int id in outcome.CanceledTimers)
        {
            if (execution.IsOpen(id) || outcome.Asked.Any(asked => asked.Id == id))
            {
                _news.Add(new() { Kind = EventKind.TimerCanceled, Id = id, Time = _now });
            }
        }

        return outcome switch
        {
            { ContinueAsNew: true } => ContinueAsNew(outcome),
            { IsOver: true, Failure: { } failure } => Commit(OrchestrationRuntimeStatus.Failed, null, failure),
            { IsOver: true } => Commit(OrchestrationRuntimeStatus.Completed, outcome.Output),
            _ => Commit(_status, null),
        };
    }

    /// <summary>Adds what the code asks for to the history, and sends what goes to others. Activities and timers leave by the event itself.</summary>
    private void Record(HistoryEvent asked)
    {
        _news.Add(asked with { Time = _now });
        Caller self = new(execution.Start.Name!, instanceId, execution.Id, asked.Id);
        switch (asked.Kind)
        {
            case EventKind.SubOrchestrationCreated:
                Send(asked.Target!, new() { Kind = EventKind.ExecutionStarted, Name = asked.Name, Data = asked.Data, Execution = engine.NewExecution(), Caller = self });
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

    private TurnCommit ContinueAsNew(RunOutcome outcome)
    {
        HistoryEvent next = execution.Start with { Time = _now, Data = outcome.Output, Execution = engine.NewExecution() };
        Message[] own = [.. outcome.CarriedEvents.Prepend(next).Select(what => new Message(engine.NextMessage(), instanceId, null, what))];
        return Commit(OrchestrationRuntimeStatus.Running, null) with { Next = next, Sent = [.. own, .. _sent] };
    }

    private TurnCommit Commit(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure = null)
    {
        TurnCommit turn = new(instanceId, execution.Id)
        {
            Consumed = _consumed,
            News = _news,
            Standing = new(status, _now, _customStatus, output, failure),
            Sent = _sent,
        };
        if (!turn.IsOver)
        {
            return turn;
        }

        if (status != OrchestrationRuntimeStatus.Terminated)
        {
            _news.Add(new() { Kind = failure is null ? EventKind.ExecutionCompleted : EventKind.ExecutionFailed, Time = _now, Data = output, Failure = failure });
        }

        if (execution.Start.Caller is { } caller)
        {
            Report(caller, status, output, failure);
        }

        return turn;
    }

    private void Report(Caller caller, OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure)
    {
        failure ??= status == OrchestrationRuntimeStatus.Terminated
            ? new(typeof(OrchestrationTerminatedException).FullName!, $"The sub-orchestration '{instanceId}' was terminated.", null, null, null)
            : null;
        Answer(caller, failure is null ? EventKind.SubOrchestrationCompleted : EventKind.SubOrchestrationFailed, execution.Start.Name, output, failure);
    }

    private void Answer(Caller caller, EventKind kind, string? name, string? data, TaskFailureDetails? failure)
    {
        HistoryEvent answer = new() { Kind = kind, Id = caller.TaskId, Name = name, Data = failure is null ? data : null, Target = instanceId, Failure = failure };
        _sent.Add(new(engine.NextMessage(), caller.InstanceId, caller.Execution, answer));
    }

    private void Send(string to, HistoryEvent what, DateTime? due = null) => _sent.Add(new(engine.NextMessage(), to, null, what with { Time = _now }, due));
}
