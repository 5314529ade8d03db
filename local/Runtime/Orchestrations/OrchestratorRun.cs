using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime;

/// <summary>
/// One run of an orchestrator from the start through its history and then through new events. What it asks for is matched, in order, with
/// what the history says it asked for; what is left over is new and becomes the outcome.
/// </summary>
internal sealed class OrchestratorRun
{
    private readonly OrchestratorFunction _function;
    private readonly OrchestratorThread _thread = new();
    private readonly OrchestratorContext _context;
    private int _position;
    private Task? _main;

    public OrchestratorRun(OrchestratorFunction function, string instanceId, ILoggerFactory loggers)
    {
        _function = function;
        _context = new(instanceId, _thread, loggers);
    }

    /// <summary>Replays the history, then lives through the new events. Never throws: what goes wrong is in the outcome.</summary>
    public RunOutcome Run(ReadOnlySpan<HistoryEvent> history, ReadOnlySpan<HistoryEvent> news)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_thread);
        try
        {
            _context.IsReplayingNow = true;
            Live(history);
            _context.IsReplayingNow = false;
            Live(news);
            return Conclude();
        }
        catch (NonDeterministicOrchestrationException mismatch)
        {
            return RunOutcome.Failed(FailureDescription.From(mismatch), mismatch);
        }
        finally
        {
            _context.End();
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>
    /// Lives through the events of the next turn, on top of all that it has lived through; what it asked for in the turn before is in its
    /// history.
    /// </summary>
    public RunOutcome GoOn(ReadOnlySpan<HistoryEvent> news)
    {
        _thread.Enter();
        _context.GoOn();
        return Run([], news);
    }

    private void Live(ReadOnlySpan<HistoryEvent> events)
    {
        foreach (HistoryEvent next in events)
        {
            Take(next);
            _position++;
        }
    }

    private void Take(HistoryEvent next)
    {
        switch (next.Kind)
        {
            case EventKind.TurnStarted:
                _context.Now = next.Time;
                return;
            case EventKind.ExecutionStarted:
                _context.Begin(next);
                _main = _function.Start(_context, next.Data);
                break;
            case EventKind.TaskScheduled
                or EventKind.TimerCreated or EventKind.SubOrchestrationCreated or EventKind.EventSent or EventKind.EntityCalled
                or EventKind.EntitySignaled:
                Match(next);
                return;
            case EventKind.ExecutionCompleted or EventKind.ExecutionFailed:
                MatchEnd(next);
                return;
            case EventKind.EventRaised when _main?.IsCompleted == true:
                // Whoever still waits for it is gone; a continue-as-new carries it over.
                _context.Events.Keep(next);
                break;
            case EventKind.EventRaised:
                _context.Events.Raise(next);
                break;
            default:
                _context.Answer(next);
                break;
        }

        _thread.Drain();
    }

    /// <summary>Compares the output that the code returns with the recorded one. Default: every value counts.</summary>
    public Func<string?, string?, bool> SameOutput { get; init; } = RawJson.Same;

    /// <summary>The history says that the code asked for something here: the code must have done so by now.</summary>
    private void Match(HistoryEvent recorded)
    {
        if (!_context.Asked.TryDequeue(out HistoryEvent? asked))
        {
            throw Mismatch(recorded, _main?.IsCompleted == true ? "had already ended" : "asked for nothing more");
        }

        if (asked.Kind != recorded.Kind
            || asked.Id != recorded.Id || !string.Equals(asked.Name, recorded.Name, StringComparison.OrdinalIgnoreCase)
            || !SameReceiver(asked, recorded))
        {
            throw Mismatch(recorded, $"asked for {asked.Description}");
        }
    }

    private static bool SameReceiver(HistoryEvent asked, HistoryEvent recorded) =>
        asked.Kind is EventKind.TaskScheduled
            or EventKind.TimerCreated or EventKind.SubOrchestrationCreated || asked.Target == recorded.Target;

    private void MatchEnd(HistoryEvent recorded)
    {
        if (_main?.IsCompleted != true)
        {
            throw Mismatch(recorded, "still waits");
        }

        RunOutcome now = Conclude();
        EventKind kind = now.Failure is null ? EventKind.ExecutionCompleted : EventKind.ExecutionFailed;
        if (kind != recorded.Kind || (kind == EventKind.ExecutionCompleted && !SameOutput(now.Output, recorded.Data)))
        {
            throw Mismatch(recorded, now.Failure is { } failure ? $"failed: {failure}" : $"returned {now.Output ?? "nothing"} and not "
                + $"{recorded.Data ?? "a failure"}");
        }
    }

    private NonDeterministicOrchestrationException Mismatch(HistoryEvent recorded, string came) =>
        new(_function.Name, _position, recorded.Description, came);

    private RunOutcome Conclude()
    {
        RunOutcome outcome = new()
        {
            Asked = [.. _context.Asked],
            CanceledTimers = _context.CanceledTimers,
            StatusSet = _context.StatusSet,
            CustomStatus = _context.CustomStatus,
        };
        if (_main is { IsCompleted: true })
        {
            return Ended(outcome);
        }

        return _main is null || _context.IsWaiting ? outcome : outcome.WithFailure(FailureDescription.From(new InvalidOperationException(
            $"The orchestrator '{_function.Name}' waits for something that is not a durable task, so it would wait for ever. " +
            "Await only tasks of its context; do everything else in an activity.")));
    }

    private RunOutcome Ended(RunOutcome outcome)
    {
        if (!_main!.IsCompletedSuccessfully)
        {
            Exception failure = _main.Exception?.InnerException ?? new TaskCanceledException(_main);
            return outcome.WithFailure(FailureDescription.From(failure));
        }

        if (_context.Next is { } next)
        {
            return outcome with
            {
                IsOver = true,
                ContinueAsNew = true,
                Output = next.Input,
                CarriedEvents = next.KeepEvents ? [.. _context.Events.Early] : [],
            };
        }

        try
        {
            return outcome with { IsOver = true, Output = WireJson.Default.Serialize(_function.ResultOf(_main)) };
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or NotSupportedException)
        {
            return outcome.WithFailure(FailureDescription.From(failure));
        }
    }
}
