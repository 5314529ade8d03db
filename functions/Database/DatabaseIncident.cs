using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>One incident of the database, from the first look until it is decided. It lives within its orchestration and is rebuilt by every replay.</summary>
internal sealed class DatabaseIncident
{
    // What is taken along from the opening has waited in a queue or two. It is one look of several.
    private static readonly TimeSpan LookTakenAlongMaxAge = TimeSpan.FromSeconds(15);

    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentStory _story;
    private readonly IncidentInbox _inbox;
    private readonly OpenSignals _signals;
    private readonly PermitGate _permits;
    private readonly ModeGate _modes;
    private DatabaseStanding _standing;
    private FailoverOrder? _order;
    private string? _firstZone;
    private bool _writes;
    private DatabaseObservation? _takenAlong;

    public DatabaseIncident(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        (_context, _input, _story) = (context, input, story);
        _inbox = new(context);
        _signals = new(context, input.SignalId);
        _permits = new(context, input, story, _inbox);
        _modes = new(context, input, story, _inbox);
        _standing = DatabaseStanding.Opened(context.CurrentUtcDateTime);
        (_order, _takenAlong) = (input.Failover, input.SeenDatabase);
    }

    private DatabaseOptions Limits => _input.Settings.Database;

    /// <summary>Ends when the record is closed.</summary>
    public async Task HandleAsync()
    {
        while (!_story.IsClosed)
        {
            DatabaseObservation[] looks = await LookAsync();
            if (_inbox.Aborted is { } abort)
            {
                _story.Close(IncidentOutcome.Refused, $"refused: ended by {abort.By}{(abort.Reason is null ? "" : $" ({abort.Reason})")}");
                return;
            }

            await FollowAsync(looks);
        }
    }

    // Each look is judged for itself, as if it had come alone; the first that calls for more than another look is the last that counts.
    private async Task FollowAsync(DatabaseObservation[] looks)
    {
        for (int look = 0; look < looks.Length; look++)
        {
            Finding finding = Judge(looks[look]);
            Decision decision = Decide(finding, looks[look]);
            _story.Decided(finding, decision);
            if (look == looks.Length - 1 || decision.Remedy != Remedy.Wait || IsWithdrawn)
            {
                await FollowAsync(decision, finding, looks[look]);
                return;
            }
        }
    }

    private bool IsWithdrawn => _signals.AllWithdrawn is not null && _standing is { Failovers: 0, HasMoved: false } && !_input.IsManual;

    private async Task<DatabaseObservation[]> LookAsync()
    {
        DatabaseObservation? first = _takenAlong;
        _takenAlong = null;
        return first is not null && _context.CurrentUtcDateTime - first.At.UtcDateTime <= LookTakenAlongMaxAge
            ? [first]
            : await _inbox.LookAsync(pause => _context.CallActivityAsync<DatabaseObservation[]>(
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

    private Decision Decide(Finding finding, DatabaseObservation seen) => _order switch
    {
        { Mode: FailoverMode.Force } forced => new(Remedy.Failover, $"failover by force: ordered by {forced.By} ({forced.Reason}); {finding.Because}"),
        { Mode: FailoverMode.Graceful } graceful => GracefulPolicy.Objection(finding, seen) is { } why
            ? new(Remedy.Escalate, $"refused: no graceful failover: {why}")
            : new(Remedy.Failover, $"failover: ordered by {graceful.By} ({graceful.Reason}); {finding.Because}"),
        _ => DatabaseDecisionPolicy.Decide(finding, seen, _standing, _context.CurrentUtcDateTime, _input.Settings),
    };

    private async Task FollowAsync(Decision decision, Finding finding, DatabaseObservation seen)
    {
        switch (decision.Remedy)
        {
            case Remedy.None:
                _story.Close(IncidentOutcome.NoAction, decision.Reason);
                break;
            case Remedy.Escalate:
                _story.Close(_order is { Mode: FailoverMode.Graceful } ? IncidentOutcome.Refused : IncidentOutcome.Escalated, decision.Reason);
                break;
            case Remedy.Wait when IsWithdrawn:
                _story.Close(IncidentOutcome.NoAction, $"no action: {_signals.AllWithdrawn}, and nothing was begun");
                break;
            case Remedy.Failover:
                await FailOverAsync(finding, seen);
                break;
            case Remedy.Recycle:
                await RecycleAsync(seen);
                break;
            case Remedy.Confirm:
                await ConfirmAsync(decision);
                break;
            default:
                _inbox.LookAgainAfter(DecisionPolicy.Pause(decision.LookAgain ?? Limits.LookInterval, seen.RetryAfter));
                break;
        }
    }

    private async Task FailOverAsync(Finding finding, DatabaseObservation seen)
    {
        if (!_input.IsManual && !await _modes.MayAsync(FailoverOperation.Kind, _input.Settings.Modes.Failover))
        {
            return;
        }

        PermitRequest request = new(
            _context.InstanceId, _input.Target, _input.FailureClass, FailoverOperation.Kind, _input.StartedBy, _input.IsManual, _order?.Mode == FailoverMode.Force,
            Sick: 0, Total: 0, TargetServes: false, _context.CurrentUtcDateTime, _input.Limits);
        if (!(await _permits.AskAsync(request, finding.Because)).Granted)
        {
            return;
        }

        _modes.Forget();
        bool isForced = _order?.Mode == FailoverMode.Force;
        FailoverWay way = _standing.Failovers == 0 ? FailoverWay.Failover : FailoverWay.Restart;
        ActionTaken action = await FailoverOperation.RunAsync(_context, _input, _story, way, seen.Platform.Server?.Zone ?? _firstZone, isForced, finding.Kind);
        await AfterAsync(action);
    }

    private async Task AfterAsync(ActionTaken action)
    {
        string? order = _order is { } given ? $"the failover that {given.By} ordered" : null;
        _order = null;
        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (action.Result == ActionResult.Skipped)
        {
            await _permits.ReturnAsync(null, helped: false);
            return;
        }

        bool isDone = action.Result == ActionResult.Succeeded;
        _standing = _standing with { Failovers = _standing.Failovers + 1, LastFailed = !isDone, HasMoved = _standing.HasMoved || isDone };
        bool helped = action.Accepted is not null && await WriteVerification.RunAsync(_context, Limits, isDone ? Limits.VerifyDeadline : TimeSpan.Zero, _story);
        await _permits.ReturnAsync(null, helped);
        _writes = helped;
        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (!helped && order is not null)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: {order} did not help ({action.Detail}); {DecisionPolicy.HandedOver}");
        }
    }

    private async Task RecycleAsync(DatabaseObservation seen)
    {
        RecycleOutcome outcome = await RecycleOperation.RunAsync(_context, _input, _story, _permits, seen.WebTier.Failing);
        if (outcome == RecycleOutcome.Waits)
        {
            return;
        }

        _standing = _standing.Acted(_context.CurrentUtcDateTime);
        if (outcome == RecycleOutcome.DidNotHelp)
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
        ActionTaken? failover = _story.Record.Actions.LastOrDefault(action => action.Kind == FailoverOperation.Kind && action.Accepted is not null);
        _ = failover is null
            ? _story.Close(IncidentOutcome.NoAction, $"no action: the platform put it in order by itself; {decision.Reason}")
            : _story.Close(IncidentOutcome.Recovered, $"recovered: the database {decision.Reason[(decision.Reason.IndexOf(':', StringComparison.Ordinal) + 2)..]} (by failover)");
    }
}
