using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>One instance as the target of an incident. It lives within the incident's orchestration and is rebuilt by every replay.</summary>
internal sealed class InstanceTarget : IIncidentTarget
{
    private const int MaxNotBegun = 2;

    private readonly TaskOrchestrationContext _context;
    private readonly RecoveryInput _input;
    private readonly IncidentLog _log;
    private readonly IncidentInbox _inbox;
    private readonly ActionGate _gate;
    private InstanceProgress _ladder;
    private TierObservation? _seen;
    private Order? _order;
    private string? _flapping;
    private DateTime? _actedUntil;
    private DateTime _undecidedSince;
    private int _attempts;
    private int _notBegun;
    private Rung? _evidenceSavedFor;

    public InstanceTarget(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
    {
        _context = context;
        _input = input;
        _log = log;
        _inbox = inbox;
        _gate = new(context, input, log, inbox);
        _flapping = input.Flapping;
        _order = input.Order;
        _undecidedSince = context.CurrentUtcDateTime;
        _ladder = InstanceProgress.Start(InstanceDecisionPolicy.FirstRung(input.Memory?.Highest));
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
        _seen = await ObserveAsync(isFirst: _seen is null);
        Diagnosis diagnosis = InstanceDiagnosisPolicy.Diagnose(_seen, _input.Target, _flapping);
        return [new(diagnosis, Decide(diagnosis), _seen.RetryAfter)];
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
        _log.Add($"{next.Rung.Name()} comes next, ordered by {next.By}");
        return true;
    }

    /// <inheritdoc/>
    public async Task ActAsync(Decision decision, Diagnosis diagnosis)
    {
        if (decision.Remedy == Remedy.Confirm)
        {
            await ConfirmAsync();
            return;
        }

        Rung rung = decision.Rung!.Value;
        WantedAction wanted = new(rung.Name(), _input.Target, IncidentKey.NotServing, _input.Settings.Modes.Of(rung), diagnosis.Evidence)
        {
            OrderedBy = _order?.By,
            IsForced = _order?.IsForced ?? false,
            Tier = _seen,
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
            _log.Add($"it was repaired {repairs} time(s) a short while ago (up to {highest.Name()}), so the first rung is {_ladder.Next!.Value.Name()}");
        }
    }

    private async Task<TierObservation> ObserveAsync(bool isFirst)
    {
        if (isFirst && _input.Seen is { } first && RecoveryInput.IsFresh(first.At, _context.CurrentUtcDateTime))
        {
            return first;
        }

        return await _context.CallActivityAsync<TierObservation>(
            nameof(ObservationActivities.Observe), new ObservationActivities.ObserveInput(_context.InstanceId, _input.Target, _actedUntil), Retries.OfReads);
    }

    private Decision Decide(Diagnosis diagnosis) => _order is { } order && diagnosis.Kind != FailureKind.InstanceGone
        ? new(Remedy.Repair, $"{order.Rung.Name()}: ordered by {ByWhom(order)}; {diagnosis.Evidence}", Rung: order.Rung)
        : InstanceDecisionPolicy.Decide(diagnosis, _ladder, _context.CurrentUtcDateTime - _undecidedSince, Limits);

    private static string ByWhom(Order order) => order.Reason is null ? order.By : $"{order.By} ({order.Reason})";

    private async Task TakeAsync(Rung rung, WantedAction wanted, bool isCanary)
    {
        Order? order = _order;
        LadderStep step = new(rung, order?.By ?? _input.StartedBy, _seen!.At.UtcDateTime, _gate.Permit(wanted), () => _inbox.Aborted is not null)
        {
            IsEvidenceSaved = _evidenceSavedFor == rung,
        };
        ActionTaken action = await InstanceLadder.TakeAsync(_context, _input, _log, step);
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
        Verification last = await VerifyLoop.RunAsync(_context, _input, action.Replacement ?? _input.Target, timeout, _actedUntil, _log);
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
            _log.Close(IncidentOutcome.Escalated, $"escalate: {rung.Name()} could not be begun ({action.Detail}); {Escalation.HandedOver}");
            return;
        }

        _log.Add($"{rung.Name()} could not be begun; looking once more");
    }

    private void DidNotHelp(Rung rung, ActionTaken action, Verification last, Order? order, bool isCanary)
    {
        _attempts = _ladder.Next == rung ? _attempts + 1 : 1;
        _log.Add($"{rung.Name()} did not help: {last.Reason}");
        Rung? next = InstanceDecisionPolicy.NextRung(rung, _attempts, Limits);
        _attempts = next == rung ? _attempts : 0;
        _ladder = _ladder.After(rung, next);
        if (action.Replacement is not null)
        {
            _log.Close(IncidentOutcome.Escalated, $"escalate: instance {_input.Target} was replaced by {action.Replacement}, which does not serve either; {Escalation.HandedOver}");
        }
        else if (isCanary)
        {
            _log.Close(IncidentOutcome.Escalated, $"escalate: it was the canary of a storm and {rung.Name()} did not help ({last.Reason}), so the fault is elsewhere; {Escalation.HandedOver}");
        }
        else if (_input.Order is not null)
        {
            _log.Close(IncidentOutcome.Escalated, $"escalate: the {rung.Name()} that {order?.By ?? _input.StartedBy} ordered did not help ({last.Reason}); {Escalation.HandedOver}");
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
            ? _log.Close(IncidentOutcome.NoAction, $"no action: {target}: {last.Reason}")
            : _log.Close(IncidentOutcome.Recovered, $"recovered: {target}: {last.Reason} (by {rung.Name()})");
    }

    // It is found serving after actions that had seemed not to help.
    private async Task ConfirmAsync()
    {
        Verification last = await VerifyLoop.RunAsync(_context, _input, _input.Target, Limits.RestoreDeadline, _actedUntil, _log);
        if (last.State == VerifyState.Stable && !TakesNextOrder())
        {
            _log.Close(IncidentOutcome.Recovered, $"recovered: instance {_input.Target}: {last.Reason} (after {_ladder.Tried})");
        }
    }
}
