using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>The database as the target of an incident. It lives within the incident's orchestration and is rebuilt by every replay.</summary>
internal sealed class DatabaseTarget : IIncidentTarget
{
    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentStory _story;
    private readonly IncidentInbox _inbox;
    private readonly ActionGate _gate;
    private DatabaseStanding _standing;
    private DatabaseObservation? _seen;
    private FailoverOrder? _order;
    private string? _firstZone;
    private bool _writes;

    public DatabaseTarget(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, IncidentInbox inbox)
    {
        _context = context;
        _input = input;
        _story = story;
        _inbox = inbox;
        _gate = new(context, input, story, inbox);
        _standing = DatabaseStanding.Opened(context.CurrentUtcDateTime);
        _order = input.Failover;
    }

    /// <inheritdoc/>
    public bool IsUntouched => _order is null && !_input.IsManual && _standing is { Failovers: 0, HasMoved: false };

    private DatabaseOptions Limits => _input.Settings.Database;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Assessment>> AssessAsync()
    {
        DatabaseObservation[] looks = await LookAsync(isFirst: _seen is null);
        _order = _inbox.TakeNewestFailover(_order);
        List<Assessment> assessments = [];
        // Each look is judged for itself, as if it had come alone; the first that calls for more than another look is the last that counts.
        foreach (DatabaseObservation look in looks)
        {
            _seen = look;
            Finding finding = Judge(look);
            Decision decision = Decide(finding, look);
            assessments.Add(new(finding, decision, look.RetryAfter));
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
        _story.Tell($"failover comes next, ordered by {next.By} ({next.Reason})");
        return true;
    }

    /// <inheritdoc/>
    public Task ActAsync(Decision decision, Finding finding) => decision.Remedy switch
    {
        Remedy.Failover => FailOverAsync(finding),
        Remedy.Recycle => RestartStaleAsync(),
        _ => ConfirmAsync(decision),
    };

    private async Task<DatabaseObservation[]> LookAsync(bool isFirst)
    {
        if (isFirst && _input.SeenDatabase is { } first && RecoveryInput.IsFresh(first.At, _context.CurrentUtcDateTime))
        {
            return [first];
        }

        return await _inbox.LookAsync(pause => _context.CallActivityAsync<DatabaseObservation[]>(
            nameof(DatabaseActivities.ObserveDatabase),
            new DatabaseActivities.ObserveInput(_context.InstanceId, _context.CurrentUtcDateTime) { Pause = pause, Watch = Watch(pause) }, Retries.OfLooks));
    }

    // As many looks as are missing until the diagnosis counts, in one activity; and as long as only the standby is missing, as many as there is time for.
    private DatabaseActivities.DatabaseWatch? Watch(TimeSpan pause)
    {
        int missing = _standing.Kind == FailureKind.StandbyUnhealthy ? int.MaxValue : Limits.LooksNeeded - _standing.Looks;
        return pause > TimeSpan.Zero && missing > 1 && _standing.Kind is { } kind ? new(kind, _standing.HasMoved, missing, Limits.LookInterval) : null;
    }

    private Finding Judge(DatabaseObservation seen)
    {
        _firstZone ??= seen.Platform.Server?.Zone;
        // A machine of the same zone may take over too; then only that it was seen to do so tells.
        bool hasMoved = _standing.HasMoved || seen.Platform.Server is { } server && (server.IsFailingOver || server.HasMovedFrom(_firstZone));
        _standing = _standing with { HasMoved = hasMoved };
        Finding finding = DatabaseDiagnosisPolicy.Diagnose(seen, hasMoved);
        _standing = _standing.After(finding, seen.FailingSince, _context.CurrentUtcDateTime);
        return finding;
    }

    private Decision Decide(Finding finding, DatabaseObservation seen)
    {
        string? objection = _order is { Mode: FailoverMode.Graceful } ? GracefulPolicy.Objection(finding, seen) : null;
        string? notDone = IsDoneAlready(finding) ? $"one has just been carried out ({finding.Because})" : objection;
        if (_order is { } joined && notDone is not null && (_input.Failover is null || _standing.Failovers > 0))
        {
            // It joined an incident that somebody else asked for, which goes on.
            _story.Tell($"the failover ordered by {joined.By} is not done: {notDone}");
            _order = null;
        }

        return DecideOn(finding, seen, objection);
    }

    // Whoever orders one more while the first is still being put in order wants the database back, not a second outage. When it is down again, it is done.
    private bool IsDoneAlready(Finding finding) => _standing is { Failovers: > 0, LastFailed: false }
        && finding.Kind != FailureKind.Unobservable && !DatabaseDecisionPolicy.IsDown(finding.Kind);

    private Decision DecideOn(Finding finding, DatabaseObservation seen, string? objection) => _order switch
    {
        { Mode: FailoverMode.Force } forced => new(Remedy.Failover, $"failover by force: ordered by {forced.By} ({forced.Reason}); {finding.Because}"),
        { Mode: FailoverMode.Graceful } when objection is not null => new(Remedy.Refuse, $"refused: no graceful failover: {objection}"),
        { Mode: FailoverMode.Graceful } graceful => new(Remedy.Failover, $"failover: ordered by {graceful.By} ({graceful.Reason}); {finding.Because}"),
        _ => DatabaseDecisionPolicy.Decide(finding, seen, _standing, _context.CurrentUtcDateTime, _input.Settings),
    };

    private async Task FailOverAsync(Finding finding)
    {
        WantedAction wanted = new(FailoverOperation.Kind, _input.Target, IncidentKey.Unavailable, _input.Settings.Modes.Failover, finding.Because)
        {
            OrderedBy = _order?.By, IsForced = _order?.Mode == FailoverMode.Force,
        };
        if (await _gate.AskAsync(wanted) is null)
        {
            return;
        }

        FailoverWay way = _standing.Failovers == 0 ? FailoverWay.Failover : FailoverWay.Restart;
        DatabaseActivities.FailoverInput request = new(
            way, _seen!.Platform.Server?.Zone ?? _firstZone, wanted.IsForced, _seen.At.UtcDateTime, _gate.Permit(wanted))
        {
            IsOverPlatform = finding.Kind == FailureKind.PlatformRecovering,
        };
        ActionTaken action = await FailoverOperation.RunAsync(_context, _input, _story, request, _order?.By ?? _input.StartedBy);
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
        bool helped = action.Accepted is not null && await WriteVerification.RunAsync(_context, Limits, isDone ? Limits.VerifyDeadline : TimeSpan.Zero, _story);
        await _gate.ReturnAsync(_input.Target, null, helped);
        _writes = helped;
        while (helped && _inbox.TakeFailover() is { } meanwhile)
        {
            _story.Tell($"{meanwhile.By} ordered a failover meanwhile: the one that has just been done is taken for it");
        }

        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (!helped && order is not null)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: {order} did not help ({action.Detail}); {DecisionPolicy.HandedOver}");
        }
    }

    private async Task RestartStaleAsync()
    {
        StaleRestartOutcome outcome = await StaleConnectionRestart.RunAsync(_context, _input, _story, _gate, _seen!.WebTier.Failing[0].Id);
        if (outcome == StaleRestartOutcome.NotBegun)
        {
            return;
        }

        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (outcome == StaleRestartOutcome.DidNotHelp)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: a web server fails on the database after a restart as well; {DecisionPolicy.HandedOver}");
        }
    }

    private async Task ConfirmAsync(Decision decision)
    {
        if (!_writes && !await WriteVerification.RunAsync(_context, Limits, Limits.VerifyDeadline, _story))
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: every look says that it is well, but no web server could write; {DecisionPolicy.HandedOver}");
            return;
        }

        _writes = true;
        if (TakesNextOrder())
        {
            return;
        }

        ActionTaken? failover = _story.Record.Actions.LastOrDefault(action => action.Kind == FailoverOperation.Kind && action.Accepted is not null);
        _ = failover is null
            ? _story.Close(IncidentOutcome.NoAction, $"no action: the platform put it in order by itself; {decision.Reason}")
            : _story.Close(IncidentOutcome.Recovered, $"recovered: the database {decision.Reason[(decision.Reason.IndexOf(':', StringComparison.Ordinal) + 2)..]} (by failover)");
    }
}
