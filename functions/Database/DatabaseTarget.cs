using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>The database as the target of an incident. It lives within the incident's orchestration and is rebuilt by every replay.</summary>
internal sealed class DatabaseTarget : IIncidentTarget
{
    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentLog _log;
    private readonly IncidentInbox _inbox;
    private readonly ActionGate _gate;
    private DatabaseProgress _standing;
    private DatabaseObservation? _seen;
    private FailoverOrder? _order;
    private string? _firstZone;
    private bool _writes;

    public DatabaseTarget(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
    {
        _context = context;
        _input = input;
        _log = log;
        _inbox = inbox;
        _gate = new(context, input, log, inbox);
        _standing = DatabaseProgress.Opened(context.CurrentUtcDateTime);
        _order = input.Failover;
    }

    /// <inheritdoc/>
    public bool IsUntouched => _order is null && !_input.IsManual && _standing is { Failovers: 0, HasMoved: false };

    private DatabaseOptions Limits => _input.Settings.Database;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Assessment>> AssessAsync()
    {
        DatabaseObservation[] looks = await ObserveAsync(isFirst: _seen is null);
        _order = _inbox.TakeNewestFailover(_order);
        List<Assessment> assessments = [];
        // Each look is judged for itself, as if it had come alone; the first that calls for more than another look is the last that counts.
        foreach (DatabaseObservation look in looks)
        {
            _seen = look;
            Diagnosis diagnosis = Judge(look);
            Decision decision = Decide(diagnosis, look);
            assessments.Add(new(diagnosis, decision, look.RetryAfter));
            if (decision.Remedy != Remedy.Wait)
            {
                break;
            }
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
        _log.Add($"failover comes next, ordered by {next.By} ({next.Reason})");
        return true;
    }

    /// <inheritdoc/>
    public Task ActAsync(Decision decision, Diagnosis diagnosis) => decision.Remedy switch
    {
        Remedy.Failover => FailOverAsync(diagnosis),
        Remedy.Recycle => RestartStaleAsync(),
        _ => ConfirmAsync(decision),
    };

    private async Task<DatabaseObservation[]> ObserveAsync(bool isFirst)
    {
        if (isFirst && _input.SeenDatabase is { } first && RecoveryInput.IsFresh(first.At, _context.CurrentUtcDateTime))
        {
            return [first];
        }

        return await _inbox.ObserveAsync(pause => _context.CallActivityAsync<DatabaseObservation[]>(
            nameof(DatabaseActivities.ObserveDatabase),
            new DatabaseActivities.ObserveInput(_context.InstanceId, _context.CurrentUtcDateTime) { Pause = pause, Watch = Watch(pause) }, Retries.OfReads));
    }

    // As many looks as are missing until the diagnosis counts, in one activity; and as long as only the standby is missing, as many as there is time for.
    private DatabaseActivities.DatabaseWatch? Watch(TimeSpan pause)
    {
        int missing = _standing.Kind == FailureKind.StandbyUnhealthy ? int.MaxValue : Limits.ChecksNeeded - _standing.Looks;
        return pause > TimeSpan.Zero && missing > 1 && _standing.Kind is { } kind ? new(kind, _standing.HasMoved, missing, Limits.CheckInterval) : null;
    }

    private Diagnosis Judge(DatabaseObservation seen)
    {
        _firstZone ??= seen.Platform.Server?.Zone;
        // A machine of the same zone may take over too; then only that it was seen to do so tells.
        bool hasMoved = _standing.HasMoved || seen.Platform.Server is { } server && (server.IsFailingOver || server.HasMovedFrom(_firstZone));
        _standing = _standing with { HasMoved = hasMoved };
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen, hasMoved);
        _standing = _standing.After(diagnosis, seen.FailingSince, _context.CurrentUtcDateTime);
        return diagnosis;
    }

    private Decision Decide(Diagnosis diagnosis, DatabaseObservation seen)
    {
        string? objection = _order is { Mode: FailoverMode.Graceful } ? GracefulPolicy.Objection(diagnosis, seen) : null;
        string? notDone = IsDoneAlready(diagnosis) ? $"one has just been carried out ({diagnosis.Evidence})" : objection;
        if (_order is { } joined && notDone is not null && (_input.Failover is null || _standing.Failovers > 0))
        {
            // It joined an incident that somebody else asked for, which goes on.
            _log.Add($"the failover ordered by {joined.By} is not done: {notDone}");
            _order = null;
        }

        return DecideOn(diagnosis, seen, objection);
    }

    // Whoever orders one more while the first is still being put in order wants the database back, not a second outage. When it is down again, it is done.
    private bool IsDoneAlready(Diagnosis diagnosis) => _standing is { Failovers: > 0, LastFailed: false }
        && diagnosis.Kind != FailureKind.Unobservable && !DatabaseDecisionPolicy.IsDown(diagnosis.Kind);

    private Decision DecideOn(Diagnosis diagnosis, DatabaseObservation seen, string? objection) => _order switch
    {
        { Mode: FailoverMode.Force } forced => new(Remedy.Failover, $"failover by force: ordered by {forced.By} ({forced.Reason}); {diagnosis.Evidence}"),
        { Mode: FailoverMode.Graceful } when objection is not null => new(Remedy.Refuse, $"refused: no graceful failover: {objection}"),
        { Mode: FailoverMode.Graceful } graceful => new(Remedy.Failover, $"failover: ordered by {graceful.By} ({graceful.Reason}); {diagnosis.Evidence}"),
        _ => DatabaseDecisionPolicy.Decide(diagnosis, seen, _standing, _context.CurrentUtcDateTime, _input.Settings),
    };

    private async Task FailOverAsync(Diagnosis diagnosis)
    {
        WantedAction wanted = new(FailoverOperation.Kind, _input.Target, IncidentKey.Unavailable, _input.Settings.Modes.Failover, diagnosis.Evidence)
        {
            OrderedBy = _order?.By,
            IsForced = _order?.Mode == FailoverMode.Force,
        };
        if (await _gate.AskAsync(wanted) is null)
        {
            return;
        }

        FailoverWay way = _standing.Failovers == 0 ? FailoverWay.Failover : FailoverWay.Restart;
        DatabaseActivities.FailoverInput request = new(
            way, _seen!.Platform.Server?.Zone ?? _firstZone, wanted.IsForced, _seen.At.UtcDateTime, _gate.Permit(wanted))
        {
            IsOverPlatform = diagnosis.Kind == FailureKind.PlatformRecovering,
        };
        ActionTaken action = await FailoverOperation.RunAsync(_context, _input, _log, request, _order?.By ?? _input.StartedBy);
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
        string? order = _order is { } given ? $"the failover that {given.By} ordered" : null;
        _order = null;
        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (action.Result == ActionResult.Skipped)
        {
            await _gate.ReturnAsync(_input.Target, null, helped: false);
            return;
        }

        bool isDone = action.Result == ActionResult.Succeeded;
        _standing = _standing with { Failovers = _standing.Failovers + 1, LastFailed = !isDone, HasMoved = _standing.HasMoved || isDone };
        bool helped = action.Accepted is not null && await WriteVerification.RunAsync(_context, Limits, isDone ? Limits.VerifyDeadline : TimeSpan.Zero, _log);
        await _gate.ReturnAsync(_input.Target, null, helped);
        _writes = helped;
        while (helped && _inbox.TakeFailover() is { } meanwhile)
        {
            _log.Add($"{meanwhile.By} ordered a failover meanwhile: the one that has just been done is taken for it");
        }

        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (!helped && order is not null)
        {
            _log.Close(IncidentOutcome.Escalated, $"escalate: {order} did not help ({action.Detail}); {Escalation.HandedOver}");
        }
    }

    private async Task RestartStaleAsync()
    {
        StaleRestartOutcome outcome = await StaleConnectionRestart.RunAsync(_context, _input, _log, _gate, _seen!.WebTier.Failing[0].Id);
        if (outcome == StaleRestartOutcome.NotBegun)
        {
            return;
        }

        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (outcome == StaleRestartOutcome.DidNotHelp)
        {
            _log.Close(IncidentOutcome.Escalated, $"escalate: a web server fails on the database after a restart as well; {Escalation.HandedOver}");
        }
    }

    private async Task ConfirmAsync(Decision decision)
    {
        if (!_writes && !await WriteVerification.RunAsync(_context, Limits, Limits.VerifyDeadline, _log))
        {
            _log.Close(IncidentOutcome.Escalated, $"escalate: every look says that it is well, but no web server could write; {Escalation.HandedOver}");
            return;
        }

        _writes = true;
        if (TakesNextOrder())
        {
            return;
        }

        ActionTaken? failover = _log.Record.Actions.LastOrDefault(action => action.Kind == FailoverOperation.Kind && action.Accepted is not null);
        _ = failover is null
            ? _log.Close(IncidentOutcome.NoAction, $"no action: the platform put it in order by itself; {decision.Reason}")
            : _log.Close(IncidentOutcome.Recovered, $"recovered: the database {decision.Reason[(decision.Reason.IndexOf(':', StringComparison.Ordinal) + 2)..]} (by failover)");
    }
}
