using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>One incident of an instance, from the first look until it is decided. It lives within its orchestration and is rebuilt by every replay.</summary>
internal sealed class InstanceIncident
{
    private const int MostNotBegun = 2;

    // What is taken along from the opening has waited in a queue or two. An older look is made anew; every action looks once more in any case.
    private static readonly TimeSpan LookTakenAlongMaxAge = TimeSpan.FromSeconds(15);

    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentStory _story;
    private readonly IncidentInbox _inbox;
    private readonly OpenSignals _signals;
    private readonly PermitGate _permits;
    private readonly ModeGate _modes;
    private LadderStanding _ladder = LadderStanding.Start(Rung.Restart);
    private string? _flapping;
    private DateTime? _actedUntil;
    private int _attempts;
    private int _notBegun;
    private Order? _order;
    private Observation? _takenAlong;
    private bool _isPermitFresh;

    public InstanceIncident(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story)
    {
        (_context, _input, _story) = (context, input, story);
        _inbox = new(context);
        _signals = new(context, input.SignalId);
        _permits = new(context, input, story, _inbox);
        _modes = new(context, input, story, _inbox);
        (_flapping, _order, _takenAlong) = (input.Flapping, input.Order, input.Seen);
    }

    private RecoveryOptions Limits => _input.Settings.Recovery;

    /// <summary>Ends when the record is closed.</summary>
    public async Task HandleAsync()
    {
        Recall();
        DateTime undecidedSince = _context.CurrentUtcDateTime;
        while (!_story.IsClosed)
        {
            await _inbox.KeepPauseAsync();
            // The newest order counts; one that stayed in the inbox would cut every pause short.
            _order = _inbox.TakeOrder() ?? _order;
            Observation seen = await LookAsync();
            if (_inbox.Aborted is { } abort)
            {
                _story.Close(IncidentOutcome.Refused, $"refused: ended by {abort.By}{(abort.Reason is null ? "" : $" ({abort.Reason})")}");
                return;
            }

            Finding finding = DiagnosisPolicy.Diagnose(seen, _input.Target, _flapping);
            Decision decision = Decide(finding, _context.CurrentUtcDateTime - undecidedSince);
            _story.Decided(finding, decision);
            if (await FollowAsync(decision, finding, seen, _context.CurrentUtcDateTime - undecidedSince))
            {
                undecidedSince = _context.CurrentUtcDateTime;
            }
        }
    }

    // An instance that was repaired a short while ago and fails again needs more than what it had.
    private void Recall()
    {
        _ladder = LadderStanding.Start(DecisionPolicy.FirstRung(_input.Memory?.Highest));
        if (_input.Memory is { Highest: { } highest, Repairs: var repairs })
        {
            _story.Tell($"it was repaired {repairs} time(s) a short while ago (up to {highest.Name()}), so the first rung is {_ladder.Next!.Value.Name()}");
        }
    }

    private async Task<Observation> LookAsync()
    {
        Observation? first = _takenAlong;
        _takenAlong = null;
        if (first is not null && _context.CurrentUtcDateTime - first.At.UtcDateTime <= LookTakenAlongMaxAge)
        {
            return first;
        }

        return await _context.CallActivityAsync<Observation>(
            nameof(DiagnosisActivities.Observe), new DiagnosisActivities.ObserveInput(_context.InstanceId, _input.Target, _actedUntil), Retries.OfLooks);
    }

    private Decision Decide(Finding finding, TimeSpan waited) => _order is { } order && finding.Kind != FailureKind.InstanceGone
        ? new(Remedy.Repair, $"{order.Rung.Name()}: ordered by {order.By}{(order.Reason is null ? "" : $" ({order.Reason})")}; {finding.Because}", Rung: order.Rung)
        : DecisionPolicy.Decide(finding, _ladder, waited, Limits);

    /// <returns>True when something was done, so that the time without a remedy begins anew.</returns>
    private async Task<bool> FollowAsync(Decision decision, Finding finding, Observation seen, TimeSpan waited)
    {
        switch (decision.Remedy)
        {
            case Remedy.None when _order is null && TakesNextOrder():
                return true;
            case Remedy.None:
                _story.Close(IncidentOutcome.NoAction, decision.Reason);
                return false;
            case Remedy.Escalate:
                _story.Close(IncidentOutcome.Escalated, decision.Reason);
                return false;
            case Remedy.Wait when _order is null && _ladder.Taken == 0 && _signals.AllWithdrawn is { } why:
                _story.Close(IncidentOutcome.NoAction, $"no action: {why}, and nothing was begun");
                return false;
            case Remedy.Repair:
                return await RepairAsync(decision.Rung!.Value, finding, seen, waited);
            case Remedy.Confirm:
                await ConfirmAsync();
                return false;
            default:
                _inbox.LookAgainAfter(DecisionPolicy.Pause(decision.LookAgain ?? Limits.LookInterval, seen.RetryAfter));
                return false;
        }
    }

    private async Task<bool> RepairAsync(Rung rung, Finding finding, Observation seen, TimeSpan waited)
    {
        Order? order = _order;
        if (order is null && !await _modes.MayAsync(rung.Name(), _input.Settings.Modes.Of(rung)))
        {
            return true; // there is a remedy; what holds it up has a deadline of its own
        }

        if (order is null && await StandsDownAsync(waited, seen))
        {
            return false;
        }

        PermitAnswer permit = await _permits.AskAsync(rung.Name(), order, finding, seen);
        if (!permit.Granted)
        {
            return true;
        }

        if (!await RepairOwner.TakeAsync(_context, _input, _story, permit.Claim))
        {
            await _permits.ReturnAsync(null, helped: false);
            Yield(waited);
            return false;
        }

        _isPermitFresh = permit.Claim == RepairsClaim.Held && rung == Rung.Restart;
        await ActAsync(rung, order, permit.IsCanary, seen.At.UtcDateTime);
        return true;
    }

    // What was ordered while something else was being done is done next, and not lost with the close.
    private bool TakesNextOrder()
    {
        if (_inbox.TakeOrder() is not { } next)
        {
            return false;
        }

        _order = next;
        _story.Tell($"{next.Rung.Name()} comes next, ordered by {next.By}");
        return true;
    }

    // Between the permit and the moment in which the platform takes an action, much time may pass.
    private async Task<string?> HindranceAsync(Order? order)
    {
        if (_inbox.Aborted is { } abort)
        {
            return $"{abort.By} ended the incident";
        }

        // A permit of this very moment says that nothing stands against it.
        bool isJustPermitted = _isPermitFresh;
        _isPermitFresh = false;
        if (order is not null || isJustPermitted)
        {
            return null;
        }

        var answer = await _context.Entities.CallEntityAsync<PermitAnswer>(
            GuardEntity.Id, nameof(GuardEntity.Hindrance), new HindranceRequest(_context.CurrentUtcDateTime, _input.Settings.Guard));
        return answer.Refusal?.Reason;
    }

    private async Task<bool> StandsDownAsync(TimeSpan waited, Observation seen)
    {
        if (!await RepairOwner.StandsDownAsync(_context, _input, _story, seen.Repairs))
        {
            return false;
        }

        Yield(waited);
        return true;
    }

    private void Yield(TimeSpan waited)
    {
        if (waited >= Limits.YieldDeadline)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: the scale set's own automatic repairs own its instances, and have not helped for {waited.TotalMinutes:0.##} min; {DecisionPolicy.HandedOver}");
            return;
        }

        _inbox.LookAgainAfter(Limits.LookInterval);
    }

    private async Task ActAsync(Rung rung, Order? order, bool isCanary, DateTime seenAt)
    {
        ActionTaken action = await InstanceLadder.TakeAsync(
            _context, _input, _story, new(rung, order?.By ?? _input.StartedBy, seenAt, () => HindranceAsync(order), () => _inbox.Aborted is not null));
        if (action.Result == ActionResult.Held)
        {
            await _permits.ReturnAsync(null, helped: false);
            return;
        }

        (_order, _flapping) = (null, null);
        _modes.Forget();
        _actedUntil = _context.CurrentUtcDateTime;
        TimeSpan patience = action.Result is ActionResult.Succeeded or ActionResult.Skipped ? Limits.RestoreDeadline : TimeSpan.Zero;
        Verification last = await VerifyLoop.RunAsync(_context, _input, action.Replacement ?? _input.Target, patience, _actedUntil, _story);
        bool helped = last.State == VerifyState.Stable;
        bool isBegun = helped || action.Accepted is not null || action.Result == ActionResult.Skipped;
        if (helped)
        {
            CloseHelped(rung, action, last);
        }
        else if (!isBegun)
        {
            NotBegun(rung, action, order);
        }
        else
        {
            DidNotHelp(rung, action, last, order, isCanary);
        }

        await _permits.ReturnAsync(isBegun ? rung : null, helped);
    }

    // What the platform never took says nothing about the instance, so it neither counts as tried nor leads to a stronger action.
    private void NotBegun(Rung rung, ActionTaken action, Order? order)
    {
        if (_input.Order is not null || (order is null && ++_notBegun >= MostNotBegun))
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: {rung.Name()} could not be begun ({action.Detail}); {DecisionPolicy.HandedOver}");
            return;
        }

        _story.Tell($"{rung.Name()} could not be begun; looking once more");
    }

    private void DidNotHelp(Rung rung, ActionTaken action, Verification last, Order? order, bool isCanary)
    {
        _attempts = _ladder.Next == rung ? _attempts + 1 : 1;
        _story.Tell($"{rung.Name()} did not help: {last.Reason}");
        Rung? next = DecisionPolicy.NextRung(rung, _attempts, Limits);
        _attempts = next == rung ? _attempts : 0;
        _ladder = _ladder.After(rung, next);
        if (action.Replacement is not null)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: instance {_input.Target} was replaced by {action.Replacement}, which does not serve either; {DecisionPolicy.HandedOver}");
        }
        else if (isCanary)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: it was the canary of a storm and {rung.Name()} did not help ({last.Reason}), so the fault is elsewhere; {DecisionPolicy.HandedOver}");
        }
        else if (_input.Order is not null)
        {
            _story.Close(IncidentOutcome.Escalated, $"escalate: the {rung.Name()} that {order?.By ?? _input.StartedBy} ordered did not help ({last.Reason}); {DecisionPolicy.HandedOver}");
        }
    }

    private void CloseHelped(Rung rung, ActionTaken action, Verification last)
    {
        if (TakesNextOrder())
        {
            return;
        }

        string target = action.Replacement is { } fresh ? $"instance {fresh}, in place of {_input.Target}" : $"instance {_input.Target}";
        _ = action.Result == ActionResult.Skipped
            ? _story.Close(IncidentOutcome.NoAction, $"no action: {target}: {last.Reason}")
            : _story.Close(IncidentOutcome.Recovered, $"recovered: {target}: {last.Reason} (by {rung.Name()})");
    }

    // It is found serving after actions that had seemed not to help.
    private async Task ConfirmAsync()
    {
        Verification last = await VerifyLoop.RunAsync(_context, _input, _input.Target, Limits.RestoreDeadline, _actedUntil, _story);
        if (last.State == VerifyState.Stable && !TakesNextOrder())
        {
            _story.Close(IncidentOutcome.Recovered, $"recovered: instance {_input.Target}: {last.Reason} (after {_ladder.Tried})");
        }
    }
}
