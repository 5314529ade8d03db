using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>
/// Carries an incident of the database. It lives within the incident's orchestration and is rebuilt by every replay.
/// </summary>
internal sealed class DatabaseTarget : IIncidentTarget
{
    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentLog _log;
    private readonly IncidentInbox _inbox;
    private readonly ActionGate _gate;
    private DatabaseProgress _progress;
    private DatabaseObservation? _seen;
    private FailoverOrder? _order;
    private string? _firstZone;
    private DateTime? _waitsUntil;
    private bool _writes;

    public DatabaseTarget(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
    {
        _context = context;
        _input = input;
        _log = log;
        _inbox = inbox;
        _gate = new(context, input, log, inbox);
        _progress = DatabaseProgress.Opened(context.CurrentUtcDateTime);
        _order = input.Failover;
    }

    /// <inheritdoc/>
    public bool MayBeWithdrawn =>
        _order is null && !_input.IsManual && _progress is { Failovers: 0, HasMoved: false, FaultSince: null };

    private DatabaseOptions Limits => _input.Settings.Database;

    private Waits Waits => _inbox.Waits;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Assessment>> AssessAsync()
    {
        if (await ObserveAsync(isFirst: _seen is null) is not { } looks)
        {
            return [];
        }

        _order = _inbox.TakeNewestFailover(_order);
        List<Assessment> assessments = [];
        // Each look is judged for itself, as if it had come alone; the first that calls for more than another look is the last that counts.
        foreach (DatabaseObservation look in looks)
        {
            _seen = look;
            Diagnosis diagnosis = Judge(look);
            Decision decision = Decide(diagnosis, look);
            assessments.Add(new(diagnosis, decision, look.RetryAfter));
            _waitsUntil = _context.CurrentUtcDateTime + decision.Left;
            if (decision.Remedy != Remedy.Wait)
            {
                break;
            }
        }

        if (assessments[^1].Decision.Remedy is not (Remedy.Failover or Remedy.Recycle))
        {
            _gate.NothingWanted();
        }

        return assessments;
    }

    /// <inheritdoc/>
    public bool TakesNextOrder()
    {
        if (_order is not null || _inbox.TakeFailover() is not { } next)
        {
            return false;
        }

        _order = next;
        _log.Add(StepKind.Person, IncidentText.OrderNext(FailoverOperation.Kind, next.By, next.Reason));
        return true;
    }

    /// <inheritdoc/>
    public Statement? DropOrder()
    {
        if (_order is not { } dropped)
        {
            return null;
        }

        _order = null;
        return IncidentText.OrderNotDone(FailoverOperation.Kind, dropped.By, IncidentText.IncidentEndedFirst);
    }

    /// <inheritdoc/>
    public Task ActAsync(Decision decision, Diagnosis diagnosis) => decision.Remedy switch
    {
        Remedy.Failover => FailOverAsync(diagnosis),
        Remedy.Recycle => RestartStaleAsync(),
        _ => ConfirmAsync(decision),
    };

    private async Task<DatabaseObservation[]?> ObserveAsync(bool isFirst)
    {
        if (isFirst && _input.SeenDatabase is { } first && RecoveryInput.IsFresh(first.At, _context.CurrentUtcDateTime))
        {
            return [first];
        }

        return await _inbox.ObserveAsync(pause => _context.CallActivityAsync<DatabaseObservation[]>(
            nameof(DatabaseActivities.ObserveDatabase),
            new DatabaseActivities.ObserveInput(_context.InstanceId, _context.CurrentUtcDateTime)
            {
                Pause = pause,
                Watch = _progress.Watch(pause, Limits, Waits.MaxWait, _waitsUntil),
                Trace = _input.Trace,
            },
            Retries.OfReads));
    }

    private Diagnosis Judge(DatabaseObservation seen)
    {
        _firstZone ??= seen.Platform.Server?.Zone;
        // A machine of the same zone may take over too; then only that it was seen to do so tells.
        bool hasMoved = _progress.HasMoved
            || seen.Platform.Server is { } server && (server.IsFailingOver || server.HasMovedFrom(_firstZone));
        _progress = _progress with { HasMoved = hasMoved };
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen, hasMoved);
        _progress = _progress.After(diagnosis, seen.FailingSince, _context.CurrentUtcDateTime);
        bool mayRepeat = DatabaseDecisionPolicy.IsDown(diagnosis.Kind) && _order is null && !_input.IsManual;
        _log.FailingSince = mayRepeat ? seen.WebTier.MostFailingSince : null;
        return diagnosis;
    }

    private Decision Decide(Diagnosis diagnosis, DatabaseObservation seen)
    {
        string? objection = FailoverOrderPolicy.Objection(_order, diagnosis, seen);
        string? notDone = FailoverOrderPolicy.JustDone(_progress, diagnosis) ?? objection;
        if (_order is { } joined && notDone is not null && (_input.Failover is null || _progress.Failovers > 0))
        {
            // It joined an incident that somebody else asked for, which goes on.
            _log.Add(StepKind.Person, IncidentText.OrderNotDone(FailoverOperation.Kind, joined.By, notDone));
            _order = null;
        }

        return FailoverOrderPolicy.Decide(_order, diagnosis, objection)
            ?? DatabaseDecisionPolicy.Decide(diagnosis, seen, _progress, _context.CurrentUtcDateTime, _input.Settings);
    }

    private async Task FailOverAsync(Diagnosis diagnosis)
    {
        WantedAction wanted = new(
            RepairAction.Failover, _input.Target, IncidentKey.Unavailable, _input.Settings.Modes.Failover, diagnosis.Evidence)
        {
            OrderedBy = _order?.By,
            IsForced = _order?.Mode == FailoverMode.Force,
        };
        if (await _gate.AskAsync(wanted) is null)
        {
            return;
        }

        FailoverWay way = _progress.Failovers == 0 ? FailoverWay.Failover : FailoverWay.Restart;
        DatabaseActivities.FailoverInput request = new(
            way, _seen!.Platform.Server?.Zone ?? _firstZone, wanted.IsForced, _seen.At.UtcDateTime, _gate.Permit(wanted))
        {
            IsOverPlatform = diagnosis.Kind == FailureKind.PlatformRecovering,
        };
        ActionTaken action = await FailoverOperation.RunAsync(Waits, _input, _log, request, _order?.By ?? _input.StartedBy);
        if (action.Result == ActionResult.Held)
        {
            await _gate.NotBegunAsync(wanted, action, Limits.FailoverDeadline);
            return;
        }

        _gate.Begun();
        await VerifyAsync(action);
    }

    private async Task VerifyAsync(ActionTaken action)
    {
        string? orderedBy = _order?.By;
        _order = null;
        _progress = _progress.Acted(_context.CurrentUtcDateTime);
        if (action.Result == ActionResult.Skipped)
        {
            await _gate.ReturnAsync(_input.Target, null, helped: false);
            return;
        }

        bool isDone = action.Result == ActionResult.Succeeded;
        _progress = _progress with { Failovers = _progress.Failovers + 1, LastFailed = !isDone, HasMoved = _progress.HasMoved || isDone };
        bool helped = action.Accepted is not null
            && _inbox.Aborted is null
            && await WriteVerification.RunAsync(Waits, _input, isDone ? Limits.VerifyDeadline : TimeSpan.Zero, _log);
        await _gate.ReturnAsync(_input.Target, null, helped);
        _writes = helped;
        while (helped && _inbox.TakeFailover() is { } meanwhile)
        {
            _log.Add(StepKind.Person, DatabaseText.TakenForIt(meanwhile.By));
        }

        _progress = _progress.Acted(_context.CurrentUtcDateTime);
        if (!helped && orderedBy is not null && _inbox.Aborted is null)
        {
            _log.Close(IncidentOutcome.Escalated, DatabaseText.OrderDidNotHelp(orderedBy, action.Detail));
        }
    }

    private async Task RestartStaleAsync()
    {
        string instance = _seen!.WebTier.Failing[0].Id;
        StaleRestartOutcome outcome = await StaleConnectionRestart.RunAsync(Waits, _input, _log, _gate, instance);
        if (outcome == StaleRestartOutcome.NotBegun || _inbox.Aborted is not null)
        {
            return;
        }

        _progress = _progress.Acted(_context.CurrentUtcDateTime);
        if (outcome == StaleRestartOutcome.DidNotHelp)
        {
            _log.Close(IncidentOutcome.Escalated, DatabaseText.RestartDidNotHelp(instance));
        }
    }

    private async Task ConfirmAsync(Decision decision)
    {
        if (!_writes && !await WriteVerification.RunAsync(Waits, _input, Limits.VerifyDeadline, _log))
        {
            if (_inbox.Aborted is null)
            {
                _log.Close(IncidentOutcome.Escalated, DatabaseText.NobodyWrites());
            }

            return;
        }

        _writes = true;
        if (TakesNextOrder())
        {
            return;
        }

        if (_log.Record.Actions.Any(action => action.Kind == FailoverOperation.Kind && action.Accepted is not null))
        {
            CloseWell(IncidentOutcome.Recovered, DatabaseText.Recovered(decision.Says.Evidence));
            return;
        }

        CloseWell(IncidentOutcome.NoAction, DatabaseText.RecoveredByAzure(decision.Says.Evidence));
    }

    private void CloseWell(IncidentOutcome outcome, Statement says)
    {
        if (LossPolicy.Sentence(_progress, Limits) is { } loss)
        {
            says = DatabaseText.WithLoss(says, loss);
        }

        _log.Close(outcome, says);
    }
}
