using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Carries an incident of one instance. It lives within the incident's orchestration and is rebuilt by every replay.
/// </summary>
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
    private RepairAction? _evidenceSavedFor;

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
        _ladder = InstanceProgress.Start(InstanceDecisionPolicy.FirstRung(input.Memory?.Highest)) with
        {
            Name = Name,
            SickBefore = context.CurrentUtcDateTime - input.FirstFailure ?? TimeSpan.Zero,
        };
        Recall();
    }

    /// <inheritdoc/>
    public bool MayBeWithdrawn => _order is null && _ladder.Taken == 0;

    private string Name => IncidentKey.NameOf(_input.Target);

    private RecoveryOptions Limits => _input.Settings.Recovery;

    private Waits Waits => _inbox.Waits;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Assessment>> AssessAsync()
    {
        await _inbox.KeepPauseAsync();
        // The newest order counts; one that stayed in the inbox would cut every pause short.
        _order = _inbox.TakeNewestOrder(_order);
        if (await ObserveAsync(isFirst: _seen is null) is not { } seen)
        {
            return [];
        }

        _seen = seen;
        Diagnosis diagnosis = InstanceDiagnosisPolicy.Diagnose(seen, _input.Target, _flapping);
        Decision decision = Decide(diagnosis);
        if (decision.Remedy != Remedy.Repair)
        {
            _gate.NothingWanted();
        }

        return [new(diagnosis, decision, seen.RetryAfter)];
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
        _log.Add(StepKind.Person, IncidentText.OrderNext(next.Rung.Name(), next.By));
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
        return IncidentText.OrderNotDone(dropped.Rung.Name(), dropped.By, IncidentText.IncidentEndedFirst);
    }

    /// <inheritdoc/>
    public async Task ActAsync(Decision decision, Diagnosis diagnosis)
    {
        if (decision.Remedy == Remedy.Confirm)
        {
            await ConfirmAsync();
            return;
        }

        RepairAction rung = decision.Rung!.Value;
        WantedAction wanted = new(rung, _input.Target, IncidentKey.NotServing, _input.Settings.Modes.Of(rung), diagnosis.Evidence)
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
            _log.Add(StepKind.Observed, InstanceText.RepairedBefore(Name, repairs, highest, _ladder.Next!.Value));
        }
    }

    private async Task<TierObservation?> ObserveAsync(bool isFirst)
    {
        if (isFirst && _input.Seen is { } first && RecoveryInput.IsFresh(first.At, _context.CurrentUtcDateTime))
        {
            return first;
        }

        return await Waits.AskAsync(() => _context.CallActivityAsync<TierObservation>(
            nameof(ObservationActivities.Observe),
            new ObservationActivities.ObserveInput(_context.InstanceId, _input.Target, _actedUntil) { Trace = _input.Trace },
            Retries.OfReads));
    }

    private Decision Decide(Diagnosis diagnosis)
    {
        if (_order is { } order && diagnosis.Kind != FailureKind.InstanceGone)
        {
            return new(Remedy.Repair, InstanceText.Ordered(order.Rung, Name, order, diagnosis.Evidence), Rung: order.Rung);
        }

        return InstanceDecisionPolicy.Decide(diagnosis, _ladder, _context.CurrentUtcDateTime - _undecidedSince, Limits);
    }

    private async Task TakeAsync(RepairAction rung, WantedAction wanted, bool isCanary)
    {
        Order? order = _order;
        LadderStep step = new(rung, order?.By ?? _input.StartedBy, _seen!.At.UtcDateTime, _gate.Permit(wanted))
        {
            IsEvidenceSaved = _evidenceSavedFor == rung,
        };
        ActionTaken action = await InstanceLadder.TakeAsync(Waits, _input, _log, step);
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
        string target = action.Replacement ?? _input.Target;
        if (await VerifyLoop.RunAsync(Waits, _input, target, TimeoutAfter(action), _actedUntil, _log) is not { } last)
        {
            // A person has ended it: whether it helped is not known.
            await _gate.ReturnAsync(_input.Target, action.Accepted is null ? null : rung, helped: false, isUndecided: true);
            return;
        }

        await ConcludeAsync(rung, action, last, order, isCanary);
    }

    private TimeSpan TimeoutAfter(ActionTaken action)
    {
        if (action.Result is ActionResult.Succeeded or ActionResult.Skipped)
        {
            return Limits.RestoreDeadline;
        }

        return TimeSpan.Zero;
    }

    private Task ConcludeAsync(RepairAction rung, ActionTaken action, Verification last, Order? order, bool isCanary)
    {
        if (last.State == VerifyState.Stable)
        {
            CloseHelped(rung, action, last);
            bool isDone = !RepairOutcomePolicy.IsNotReplaced(rung, action);
            return _gate.ReturnAsync(_input.Target, rung, helped: isDone, isUndecided: !isDone);
        }

        bool isDecided = RepairOutcomePolicy.IsDecided(action, last);
        if (action.Accepted is null && action.Result != ActionResult.Skipped)
        {
            NotBegun(rung, action, order);
            return _gate.ReturnAsync(_input.Target, null, helped: false, !isDecided);
        }

        DidNotHelp(rung, action, last, order, isCanary && isDecided);
        return _gate.ReturnAsync(_input.Target, rung, helped: false, !isDecided);
    }

    // What the platform never took says nothing about the instance, so it neither counts as tried nor leads to a stronger action. It is
    // asked for once more, unless only a person can change the answer.
    private void NotBegun(RepairAction rung, ActionTaken action, Order? order)
    {
        if (_input.Order is not null || (order is null && (action.IsRefusedForGood || ++_notBegun >= MaxNotBegun)))
        {
            _log.Close(IncidentOutcome.Escalated, InstanceText.NotStartedTwice(rung, Name, action.Detail));
            return;
        }

        _log.Add(StepKind.ActionEnded, InstanceText.NotStartedOnce(rung, Name));
    }

    private void DidNotHelp(RepairAction rung, ActionTaken action, Verification last, Order? order, bool isTest)
    {
        if (_ladder.Next != rung)
        {
            _attempts = 0;
        }

        _attempts++;
        _log.Add(StepKind.Verified, InstanceText.DidNotHelp(rung, Name, last.Reason));
        RepairAction? next = InstanceDecisionPolicy.NextRung(rung, _attempts, Limits);
        if (next != rung)
        {
            _attempts = 0;
        }

        _ladder = _ladder.After(rung, next);
        if (action.Replacement is not null)
        {
            _log.Close(IncidentOutcome.Escalated, InstanceText.ReplacementFails(Name, action.Replacement));
        }
        else if (isTest)
        {
            _log.Close(IncidentOutcome.Escalated, InstanceText.TestDidNotHelp(rung, Name, last.Reason));
        }
        else if (_input.Order is not null)
        {
            _log.Close(IncidentOutcome.Escalated, InstanceText.OrderDidNotHelp(rung, Name, order?.By ?? _input.StartedBy, last.Reason));
        }
    }

    private void CloseHelped(RepairAction rung, ActionTaken action, Verification last)
    {
        if (TakesNextOrder())
        {
            return;
        }

        string target = action.Replacement is { } fresh ? InstanceText.InPlaceOf(fresh, _input.Target) : Name;
        if (action.Result == ActionResult.Skipped)
        {
            _log.Close(IncidentOutcome.NoAction, InstanceText.RecoveredWithout(target, last.Reason));
            return;
        }

        if (RepairOutcomePolicy.IsNotReplaced(rung, action))
        {
            _log.Close(IncidentOutcome.Recovered, InstanceText.NotReplaced(Name, action.Detail));
            return;
        }

        _log.Close(IncidentOutcome.Recovered, InstanceText.Recovered(target, rung.Name(), last.Reason));
    }

    // It is found serving after actions that had seemed not to help.
    private async Task ConfirmAsync()
    {
        Verification? last = await VerifyLoop.RunAsync(Waits, _input, _input.Target, Limits.RestoreDeadline, _actedUntil, _log);
        if (last is { State: VerifyState.Stable } && !TakesNextOrder())
        {
            _log.Close(IncidentOutcome.Recovered, InstanceText.RecoveredAfter(Name, _ladder.Tried, last.Reason));
        }
    }
}
