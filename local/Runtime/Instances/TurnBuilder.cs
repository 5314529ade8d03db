using System.Runtime.InteropServices;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Makes the commit of one turn: sorts the messages, runs the orchestrator, writes down what it asks for and how it then stands.</summary>
internal sealed class TurnBuilder
{
    private readonly Engine _engine;
    private readonly string _instanceId;
    private readonly Execution _execution;
    private readonly DateTime _now;
    private readonly Outbox _outbox;
    private readonly List<HistoryEvent> _news = [];
    private readonly List<long> _consumed = [];
    private OrchestrationRuntimeStatus _status;
    private string? _customStatus;
    private HistoryEvent? _termination;

    public TurnBuilder(Engine engine, string instanceId, Execution execution)
    {
        _engine = engine;
        _instanceId = instanceId;
        _execution = execution;
        _now = engine.UtcNow;
        _outbox = new(engine, instanceId, execution, _now);
        _status = execution.Status;
        _customStatus = execution.Standing.CustomStatus;
    }

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
            return _consumed.Count + _outbox.Messages.Count == 0 ? null : Commit(_status, _execution.Standing.Output) with { News = [] };
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
            case EventKind.ExecutionStarted when what.Execution != _execution.Id:
                _outbox.Refuse(what);
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
            case var _ when (message.Execution is null || message.Execution == _execution.Id) && _execution.IsOpen(what.Id):
                _news.Add(what);
                break;
        }
    }

    private RunOutcome Run()
    {
        string name = _execution.Start.Name!;
        if (!_engine.Catalog.Orchestrators.TryGetValue(name, out OrchestratorFunction? function))
        {
            return RunOutcome.Failed(TaskFailureDetails.FromException(new InvalidOperationException($"There is no orchestrator function '{name}' in this app.")));
        }

        return new OrchestratorRun(function, _instanceId, _engine.Loggers).Run(_execution.History, CollectionsMarshal.AsSpan(_news));
    }

    private TurnCommit Conclude(RunOutcome outcome)
    {
        if (outcome.Mismatch is { } mismatch)
        {
            _engine.Log.NonDeterministic(_instanceId, mismatch.Message);
        }

        if (outcome.StatusSet)
        {
            _customStatus = outcome.CustomStatus;
        }

        foreach (HistoryEvent asked in outcome.Asked)
        {
            _news.Add(asked with { Time = _now });
            _outbox.Ask(asked);
        }

        foreach (int id in outcome.CanceledTimers)
        {
            if (_execution.IsOpen(id) || outcome.Asked.Any(asked => asked.Id == id))
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

    private TurnCommit ContinueAsNew(RunOutcome outcome)
    {
        HistoryEvent next = _execution.Start with { Time = _now, Data = outcome.Output, Execution = _engine.NewExecution() };
        Message[] own = [.. outcome.CarriedEvents.Prepend(next).Select(what => new Message(_engine.NextMessage(), _instanceId, null, what))];
        return Commit(OrchestrationRuntimeStatus.Running, null) with { Next = next, Sent = [.. own, .. _outbox.Messages] };
    }

    private TurnCommit Commit(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure = null)
    {
        TurnCommit turn = new(_instanceId, _execution.Id)
        {
            Consumed = _consumed,
            News = _news,
            Standing = new(status, _now, _customStatus, output, failure),
            Sent = _outbox.Messages,
        };
        if (!turn.IsOver)
        {
            return turn;
        }

        if (status != OrchestrationRuntimeStatus.Terminated)
        {
            _news.Add(new() { Kind = failure is null ? EventKind.ExecutionCompleted : EventKind.ExecutionFailed, Time = _now, Data = output, Failure = failure });
        }

        _outbox.Report(turn.Standing);
        return turn;
    }
}
