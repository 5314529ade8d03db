using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>One instance as the target of an incident. It lives within the incident's orchestration and is rebuilt by every replay.</summary>
internal sealed class InstanceTarget : IIncidentTarget
{
    private const int MaxNotBegun = 2;

    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentStory _story;
    private readonly IncidentInbox _inbox;
    private readonly ActionGate _gate;
    private LadderStanding _ladder;
    private Observation? _seen;
    private Order? _order;
    private string? _flapping;
    private DateTime? _actedUntil;
    private DateTime _undecidedSince;
    private int _attempts;
    private int _notBegun;
    private Rung? _evidenceSavedFor;

    public InstanceTarget(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, IncidentInbox inbox)
    {
        _context = context;
        _input = input;
        _story = story;
        _inbox = inbox;
        _gate = new(context, input, story, inbox);
        _flapping = input.Flapping;
        _order = input.Order;
        _undecidedSince = context.CurrentUtcDateTime;
        _ladder = LadderStanding.Start(DecisionPolicy.FirstRung(input.Memory?.Highest));
        Recall();
    }

    /// <inheritdoc/>
    public bool IsUntouched => _order is null && _ladder.Taken == 0;

    private RecoveryOptions Limits => _input.Settings.Recovery;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Assessment>> AssessAsync()
    {
        await _inbox.KeepPauseAsync();
        // The newest order counts; one that stayed in the inbox would cut every pause short.
        _order = _inbox.TakeNewestOrder(_order);
        _seen = await LookAsync(isFirst: _seen is null);
        Finding finding = DiagnosisPolicy.Diagnose(_seen, _input.Target, _flapping);
        return [new(finding, Decide(finding), _seen.RetryAfter)];
    }

    /// <inheritdoc/>
    public bool TakesNextOrder()
    {
        if (_order is not null || _inbox.TakeOrder() is not { } next)
        {
            return false;
        }

        _order = next;
        _undecidedSince = _context.CurrentUtcDateTime;
        _story.Tell($"{next.Rung.Name()} comes next, ordered by {next.By}");
        return true;
    }

    /// <inheritdoc/>
    public async Task ActAsync(Decision decision, Finding finding)
    {
        if (decision.Remedy == Remedy.Confirm)
        {
            await ConfirmAsync();
            return;
        }

        Rung rung = decision.Rung!.Value;
        WantedAction wanted = new(rung.Name(), _input.Target, IncidentKey.NotServing, _input.Settings.Modes.Of(rung), finding.Because)
        {
            OrderedBy = _order?.By, IsForced = _order?.IsForced ?? false, Tier = _seen,
        };
        if (await _gate.AskAsync(wanted) is { } permit)
        {
            await TakeAsync(rung, wanted, permit.IsCanary);
        }

        // There is a remedy; what holds it up has a deadline of its own.
        _undecidedSince = _context.CurrentUtcDateTime;
    }

    // An instance that was repaired a short while ago and fails again needs more than what it had.
    private void Recall()
    {
        if (_input.Memory is { Highest: { } highest, Repairs: var repairs })
        {
            _story.Tell($"it was repaired {repairs} time(s) a short while ago (up to {highest.Name()}), so the first rung is {_ladder.Next!.Value.Name()}");
        }
    }

    private async Task<Observation> LookAsync(bool isFirst)
    {
        if (isFirst && _input.Seen is { } first && RecoveryInput.IsFresh(first.At, _context.CurrentUtcDateTime))
        {
            return first;
        }

        return await _context.CallActivityAsync<Observation>(
            nameof(DiagnosisActivities.Observe), new DiagnosisActivities.ObserveInput(_context.InstanceId, _input.Target, _actedUntil), Retries.OfLooks);
    }

    private Decision Decide(Finding finding) => _order is { } order && finding.Kind != FailureKind.InstanceGone
        ? new(Remedy.Repair, $"{order.Rung.Name()}: ordered by {order.By}{(order.Reason is null ? "" : $" ({order.Reason})")}; {finding.Because}", Rung: order.Rung)
        : DecisionPolicy.Decide(finding, _ladder, _context.CurrentUtcDateTime - _undecidedSince, Limits);

    private async Task TakeAsync(Rung rung, WantedAction wanted, bool isCanary)
    {
        Order? order = _order;
        LadderStep step = new(rung, order?.By ?? _input.StartedBy, _seen!.At.UtcDateTime, _gate.Permit(wanted), () => _inbox.Aborted is not null)
        {
            IsEvidenceSaved = _evidenceSavedFor == rung,
        };
        ActionTaken action = await InstanceLadder.TakeAsync(_context, _input, _story, step);
        if (action.Result == ActionResult.Held)
        {
            _evidenceSavedFor = rung;
            await _gate.NotBegunAsync(wanted, action, Limits.RestartDeadline);
            return;
        }

        _order = null;
        _flapping = null;
        _evidenceSavedFor = null;
        _gate.Begun();
        _actedUntil = _context.CurrentUtcDateTime;
        TimeSpan timeout = action.Result is ActionResult.Succeeded or ActionResult.Skipped ? Limits.RestoreDeadline : TimeSpan.Zero;
        Verification last = await VerifyLoop.RunAsync(_context, _input, action.Replacement ?? _input.Target, timeout, _actedUntil, _story);
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

        await _gate.ReturnAsync(_input.Target, isBegun ? rung : null, helped);
    }

    // What the platform never took says nothing about the instance, so it neither counts as tried nor leads to a stronger action.
    private void NotBegun(Rung rung, ActionTaken action, Order? order)
    {
        if (_input.Order is not null || (order is null && ++_notBegun >= MaxNotBegun))
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
