using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Makes one turn of an execution: sorts the messages, runs the orchestrator, turns what it asks for into messages.</summary>
internal sealed class TurnBuilder(Engine engine, string instanceId, Execution execution)
{
    private readonly List<HistoryEvent> news = [];
    private readonly List<long> consumed = [];
    private readonly List<Message> sent = [];
    private readonly DateTime now = engine.UtcNow;
    private OrchestrationRuntimeStatus status = execution.Status;
    private string? customStatus = execution.Standing.CustomStatus;
    private HistoryEvent? termination;

    /// <summary>The turn; null when the messages change nothing.</summary>
    public TurnCommit? Build(List<Message> batch)
    {
        news.Add(new() { Kind = EventKind.TurnStarted, Time = now });
        foreach (Message message in batch)
        {
            Take(message);
        }

        if (termination is { } end)
        {
            return Commit(OrchestrationRuntimeStatus.Terminated, end.Data);
        }

        if (news.Count == 1)
        {
            return consumed.Count + sent.Count == 0 ? null : Commit(status, execution.Standing.Output) with { News = [] };
        }

        return Conclude(Run());
    }

    private void Take(Message message)
    {
        if (message.Number != 0)
        {
            consumed.Add(message.Number);
        }

        HistoryEvent what = message.Event with { Time = now };
        switch (what.Kind)
        {
            case EventKind.ExecutionStarted when what.Execution != execution.Id:
                Refuse(what);
                break;
            case EventKind.ExecutionStarted:
                status = OrchestrationRuntimeStatus.Running;
                news.Add(what);
                break;
            case EventKind.ExecutionSuspended or EventKind.ExecutionResumed:
                status = what.Kind == EventKind.ExecutionSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
                news.Add(what);
                break;
            case EventKind.ExecutionTerminated:
                termination ??= what;
                news.Add(what);
                break;
            case EventKind.EventRaised:
                news.Add(what);
                break;

            // An answer to an execution that is gone, or a second answer to the same action: activities run at least once.
            case var _ when (message.Execution is null || message.Execution == execution.Id) && execution.IsOpen(what.Id):
                news.Add(what);
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

        return new OrchestratorRun(function, instanceId, engine.Loggers).Run(execution.History, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(news));
    }

    private TurnCommit Conclude(RunOutcome outcome)
    {
        if (outcome.Mismatch is { } mismatch)
        {
            engine.Log.NonDeterministic(instanceId, mismatch.Message);
        }

        if (outcome.StatusSet)
        {
            customStatus = outcome.CustomStatus;
        }

        foreach (HistoryEvent asked in outcome.Asked)
        {
            Record(asked);
        }

        foreach (int id in outcome.CanceledTimers)
        {
            if (execution.IsOpen(id) || outcome.Asked.Any(asked => asked.Id == id))
            {
                news.Add(new() { Kind = EventKind.TimerCanceled, Id = id, Time = now });
            }
        }

        return outcome switch
        {
            { ContinueAsNew: true } => ContinueAsNew(outcome),
            { IsOver: true, Failure: { } failure } => Commit(OrchestrationRuntimeStatus.Failed, null, failure),
            { IsOver: true } => Commit(OrchestrationRuntimeStatus.Completed, outcome.Output),
            _ => Commit(status, null),
        };
    }

    /// <summary>Adds what the code asks for to the history, and sends what goes to others. Activities and timers leave by the event itself.</summary>
    private void Record(HistoryEvent asked)
    {
        news.Add(asked with { Time = now });
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
        HistoryEvent next = execution.Start with { Time = now, Data = outcome.Output, Execution = engine.NewExecution() };
        Message[] own = [.. outcome.CarriedEvents.Prepend(next).Select(what => new Message(engine.NextMessage(), instanceId, null, what))];
        return Commit(OrchestrationRuntimeStatus.Running, null) with { Next = next, Sent = [.. own, .. sent] };
    }

    private TurnCommit Commit(OrchestrationRuntimeStatus status, string? output, TaskFailureDetails? failure = null)
    {
        TurnCommit turn = new(instanceId, execution.Id)
        {
            Consumed = consumed,
            News = news,
            Standing = new(status, now, customStatus, output, failure),
            Sent = sent,
        };
        if (!turn.IsOver)
        {
            return turn;
        }

        if (status != OrchestrationRuntimeStatus.Terminated)
        {
            news.Add(new() { Kind = failure is null ? EventKind.ExecutionCompleted : EventKind.ExecutionFailed, Time = now, Data = output, Failure = failure });
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
        sent.Add(new(engine.NextMessage(), caller.InstanceId, caller.Execution, answer));
    }

    private void Send(string to, HistoryEvent what, DateTime? due = null) => sent.Add(new(engine.NextMessage(), to, null, what with { Time = now }, due));
}
