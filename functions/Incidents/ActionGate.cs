using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Incidents;

/// <summary>Describes an action that an incident wants to take.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">Number of the instance, or "database".</param>
/// <param name="FailureClass">The class of the failure, by which the guard tells cool-downs apart.</param>
/// <param name="Mode">How far the automation may go by itself with this kind of action.</param>
/// <param name="Evidence">The diagnosis that calls for it, as part of a sentence.</param>
internal sealed record WantedAction(RepairAction Kind, string Target, string FailureClass, Mode Mode, string Evidence)
{
    /// <summary>Gets the person who ordered it; null when the automation decided on it.</summary>
    public string? OrderedBy { get; init; }

    /// <summary>Tells whether the person said explicitly that the guard's numbers do not bind it.</summary>
    public bool IsForced { get; init; }

    /// <summary>Gets the web servers as they were seen, for an action on one of them; null for the database.</summary>
    public TierObservation? Tier { get; init; }

    /// <summary>Asks the guard for a permit.</summary>
    /// <param name="incidentId">The incident that asks, or a dry run.</param>
    /// <param name="startedBy">Who or what started it, for an action that no person ordered.</param>
    public PermitRequest Request(string incidentId, string startedBy, DateTime now, GuardOptions limits)
    {
        Fleet? fleet = Tier?.Fleet();
        InstanceObservation? target = Tier?.Instances.FirstOrDefault(instance => instance.Id == Target);
        // Of all that is said of it only its own answer is of this moment: one that flaps serves again before the others know.
        bool servesAgain = target is { IsWell: false, Answer.Verdict: Verdict.Good };
        return new(
            incidentId, Target, FailureClass, Kind, OrderedBy ?? startedBy, OrderedBy is not null, IsForced,
            fleet?.Sick ?? 0, fleet?.Total ?? 0, servesAgain || target is { IsWell: true }, now, limits)
        {
            Serving = servesAgain ? fleet!.Well + 1 : fleet?.Well,
            Repairs = Tier?.Repairs,
        };
    }
}

/// <summary>
/// Answers "may it act?" for every action of every target: has a person ended the incident, what does the mode say, who owns the instances,
/// does the guard give a permit. Whatever the answer is, the situation is looked at anew before it is asked again. The last question is
/// asked by the activity itself, right before the platform is: <see cref="PermitClearance"/>.
/// </summary>
internal sealed class ActionGate(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
{
    // A list of instances may be read about ten times a minute, and whatever is in the way takes its time.
    private const int ChecksWhileBusy = 3;

    private readonly ModeGate _modes = new(context, input, log, inbox);
    private readonly RefusalWait _refusals = new(context, input, log, inbox);
    private DateTime? _yieldingSince;
    private DateTime? _notBegunSince;

    private RecoveryOptions Limits => input.Settings.Recovery;

    /// <summary>Asks for an action. When the answer is no, it has waited, set a pause or closed the incident.</summary>
    /// <returns>The guard's permit; null when the action must not be begun now.</returns>
    public async Task<PermitAnswer?> AskAsync(WantedAction wanted)
    {
        if (wanted.OrderedBy is null && !await _modes.MayAsync(wanted.Kind, wanted.Target, wanted.Mode))
        {
            return null;
        }

        if (wanted is { OrderedBy: null, Tier: { } tier } && await AutoRepairOwnership.StandsDownAsync(context, input, log, tier.Repairs))
        {
            Yield();
            return null;
        }

        PermitRequest request = wanted.Request(context.InstanceId, input.StartedBy, context.CurrentUtcDateTime, input.Limits);
        var answer = await context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), request);
        if (!answer.Granted)
        {
            _notBegunSince = null; // the platform was not in the way this time
            await _refusals.TakeAsync(request, answer.Refusal!, wanted.Evidence);
            return null;
        }

        _refusals.Forget();
        inbox.Waits.Permit = new(context, Permit(wanted), text => log.Add(StepKind.Notice, text));
        if (await OwnsAsync(wanted, answer.Claim))
        {
            return answer;
        }

        return null;
    }

    // Keeps the permit only for an action that is begun now.
    private async Task<bool> OwnsAsync(WantedAction wanted, AutoRepairClaim claim)
    {
        DateTime asked = context.CurrentUtcDateTime;
        bool isOwner = wanted.Tier is null || await AutoRepairOwnership.TakeAsync(inbox.Waits, input, log, claim);
        if (isOwner)
        {
            _yieldingSince = null;
        }

        // A suspension may take a minute, and whatever did not serve before it may serve by now. The next time there is nothing to suspend.
        bool isOld = context.CurrentUtcDateTime - asked >= Limits.CheckInterval;
        if (isOwner && !isOld && inbox.Aborted is null)
        {
            return true;
        }

        await ReturnAsync(wanted.Target, null, helped: false);
        if (!isOwner && inbox.Aborted is null)
        {
            Yield();
        }

        return false;
    }

    /// <summary>Makes the permit that goes along with the request to the platform.</summary>
    public HeldPermit Permit(WantedAction wanted) =>
        new(context.InstanceId, wanted.Target, wanted.OrderedBy is not null, input.Settings.Guard)
        {
            IsForced = wanted.IsForced,
            Cause = CauseOf(wanted),
        };

    private ActionCause? CauseOf(WantedAction wanted)
    {
        if (input.Trace is not { } trace)
        {
            return null;
        }

        return new(trace, wanted.Kind.Name(), $"{log.Record.Diagnosis}");
    }

    /// <summary>
    /// Gives the permit back. With the end of the incident it is given back together with that; so it is when the action is still running,
    /// because a person has ended the incident: the guard then keeps it until the action must have ended.
    /// </summary>
    /// <param name="isUndecided">Nobody knows whether it would have helped.</param>
    public async Task ReturnAsync(string target, RepairAction? rung, bool helped, bool isUndecided = false)
    {
        inbox.Waits.Permit = null;
        PermitReturn given = new(context.InstanceId, target, rung, helped, context.CurrentUtcDateTime) { IsUndecided = isUndecided };
        if (log.IsClosed || log.Record.Running is not null)
        {
            log.Owes(given);
            return;
        }

        await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.Return), given);
    }

    /// <summary>
    /// Takes note that no action is wanted at the moment: how long the platform was in the way of the last one counts no more.
    /// </summary>
    public void NothingWanted() => _notBegunSince = null;

    /// <summary>Takes note that the action was begun: its approval is used up.</summary>
    public void Begun()
    {
        _modes.Forget();
        _notBegunSince = null;
    }

    /// <summary>
    /// Waits before an action is decided on anew, which something stood against in the last moment or the platform cannot take now: what it
    /// was decided on has grown old. That goes on for at most as long as the action itself may take.
    /// </summary>
    public async Task NotBegunAsync(WantedAction wanted, ActionTaken action, TimeSpan deadline)
    {
        _notBegunSince ??= context.CurrentUtcDateTime;
        TimeSpan? pause = inbox.Waits.Until(_notBegunSince.Value + deadline, PauseAfter(action), action.AskAgainAfter);
        if (pause is null && inbox.Aborted is null)
        {
            log.TellsNews(); // what stands in its way may be another thing than the last time
            log.Close(
                IncidentOutcome.Escalated, IncidentText.NotStartedForLong(wanted.Kind.Name(), wanted.Target, deadline, action.Detail));
        }

        await ReturnAsync(wanted.Target, null, helped: false);
        inbox.CheckAgainAfter(pause ?? TimeSpan.Zero);
    }

    private TimeSpan PauseAfter(ActionTaken action)
    {
        if (action.AskAgainAfter is null)
        {
            return ChecksWhileBusy * Limits.CheckInterval;
        }

        return Limits.PollInterval;
    }

    private void Yield()
    {
        _yieldingSince ??= context.CurrentUtcDateTime;
        TimeSpan waited = context.CurrentUtcDateTime - _yieldingSince.Value;
        if (waited >= Limits.YieldDeadline)
        {
            log.Close(IncidentOutcome.Escalated, IncidentText.OwnedByScaleSet(waited));
            return;
        }

        inbox.CheckAgainAfter(inbox.Waits.Until(_yieldingSince.Value + Limits.YieldDeadline, Limits.CheckInterval) ?? TimeSpan.Zero);
    }
}
