using System.Runtime.InteropServices;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>
/// Makes the commit of one turn: sorts the messages, runs the orchestrator, writes down what it asks for and how it then stands.
/// </summary>
/// <param name="execution">The execution whose turn it is; it is read and not changed.</param>
internal sealed class TurnBuilder(Engine engine, string instanceId, Execution execution, DateTime now)
{
    private readonly Outbox _outbox = new(engine, instanceId, execution, now);
    private readonly List<HistoryEvent> _news = [];
    private readonly List<long> _consumed = [];
    private OrchestrationRuntimeStatus _status = execution.Status;
    private string? _customStatus = execution.ExecutionStatus.CustomStatus;
    private HistoryEvent? _termination;

    /// <summary>The turn; null when the messages change nothing.</summary>
    public TurnCommit? Build(List<Message> batch)
    {
        _news.Add(new() { Kind = EventKind.TurnStarted, Time = now });
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
            return _consumed.Count + _outbox.Messages.Count == 0
                ? null
                : Commit(_status, execution.ExecutionStatus.Output) with { News = [] };
        }

        return Conclude(engine.Limits.Bounded(Run()));
    }

    private void Take(Message message)
    {
        if (message.Number != 0)
        {
            _consumed.Add(message.Number);
        }

        HistoryEvent what = message.Event with { Time = now };
        switch (what.Kind)
        {
            case EventKind.ExecutionStarted when what.Execution != execution.Id:
                _outbox.Refuse(what);
                break;
            case EventKind.ExecutionStarted:
                _status = OrchestrationRuntimeStatus.Running;
                _news.Add(what);
                break;
            case EventKind.ExecutionSuspended or EventKind.ExecutionResumed:
                _status =
                    what.Kind == EventKind.ExecutionSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
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

    private RunOutcome Run()
    {
        string name = execution.Start.Name!;
        if (!engine.Catalog.Orchestrators.TryGetValue(name, out OrchestratorFunction? function))
        {
            return RunOutcome.Failed(
                FailureDescription.From(new InvalidOperationException($"There is no orchestrator function '{name}' in this app.")));
        }

        Span<HistoryEvent> news = CollectionsMarshal.AsSpan(_news);
        if (execution.Kept is { } kept)
        {
            return Keep(kept, kept.GoOn(news));
        }

        OrchestratorRun run = new(function, instanceId, engine.Loggers);
        return Keep(run, run.Run(execution.History, news));
    }

    // A turn that is not recorded leaves an execution behind that has no other turn.
    private RunOutcome Keep(OrchestratorRun run, RunOutcome outcome)
    {
        execution.Kept = engine.KeepsRuns && !outcome.IsOver ? run : null;
        return outcome;
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

        WriteDown(outcome);
        return outcome switch
        {
            { ContinueAsNew: true } => ContinueAsNew(outcome),
            { IsOver: true, Failure: { } failure } => Commit(OrchestrationRuntimeStatus.Failed, null, failure),
            { IsOver: true } => Commit(OrchestrationRuntimeStatus.Completed, outcome.Output),
            _ => Commit(_status, null),
        };
    }

    /// <summary>Adds what the orchestrator asks for to the history, and to what is sent.</summary>
    private void WriteDown(RunOutcome outcome)
    {
        foreach (HistoryEvent asked in outcome.Asked)
        {
            _news.Add(asked with { Time = now });
            _outbox.Ask(asked);
        }

        foreach (int id in outcome.CanceledTimers)
        {
            if (execution.IsOpen(id) || outcome.Asked.Any(asked => asked.Id == id))
            {
                _news.Add(new() { Kind = EventKind.TimerCanceled, Id = id, Time = now });
            }
        }
    }

    private TurnCommit ContinueAsNew(RunOutcome outcome)
    {
        HistoryEvent next = execution.Start with { Time = now, Data = outcome.Output, Execution = engine.NewExecution() };
        Message[] own = [.. outcome.CarriedEvents.Prepend(next).Select(what => new Message(engine.NextMessage(), instanceId, null, what))];
        return Commit(OrchestrationRuntimeStatus.Running, null) with { Next = next, Sent = [.. own, .. _outbox.Messages] };
    }

    private TurnCommit Commit(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure = null)
    {
        TurnCommit turn = new(instanceId, execution.Id)
        {
            Consumed = _consumed,
            News = _news,
            ExecutionStatus = new(status, now, _customStatus, output, failure),
            Sent = _outbox.Messages,
        };
        if (!turn.IsOver)
        {
            return turn;
        }

        if (status != OrchestrationRuntimeStatus.Terminated)
        {
            _news.Add(
                new()
                {
                    Kind = failure is null ? EventKind.ExecutionCompleted : EventKind.ExecutionFailed,
                    Time = now,
                    Data = output,
                    Failure = failure,
                });
        }

        _outbox.Report(turn.ExecutionStatus);
        return turn;
    }
}
