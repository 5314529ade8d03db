using Microsoft.DurableTask;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Holds an action up as its mode says.</summary>
internal sealed class ModeGate(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
{
    private RepairAction? _approved;
    private DateTime? _observingSince;

    private RecoveryOptions Limits => input.Settings.Recovery;

    /// <summary>
    /// Tells whether the action may be asked of the guard now. When not, it has waited, and the situation must be looked at anew.
    /// </summary>
    public async Task<bool> MayAsync(RepairAction action, string target, Mode mode)
    {
        switch (mode)
        {
            case Mode.Auto:
                return true;
            case Mode.Approve:
                return _approved == action || await ApproveAsync(action, target);
            default:
                Observe(action, target);
                return false;
        }
    }

    /// <summary>Forgets the approval, which is for one action.</summary>
    public void Forget() => _approved = null;

    private async Task<bool> ApproveAsync(RepairAction action, string target)
    {
        inbox.ForgetApprovals();
        log.Awaits(
            new(action, context.CurrentUtcDateTime + Limits.ApprovalDeadline), StepKind.Waiting,
            IncidentText.ApprovalAsked(action.Name(), target, context.CurrentUtcDateTime + Limits.ApprovalDeadline));
        await IncidentNotices.ApprovalNeededAsync(context, log.Record, action.Name(), context.CurrentUtcDateTime + Limits.ApprovalDeadline);
        DateTime asked = context.CurrentUtcDateTime;
        Approval? given = await inbox.ApprovalAsync(action, Limits.ApprovalDeadline);
        if (given is not null)
        {
            // Not acted on at once: much may have changed while a person was thinking.
            _approved = action;
            log.Awaits(null, StepKind.Person, IncidentText.Approved(action.Name(), given));
            return false;
        }

        log.Awaits(null, StepKind.Refused, IncidentText.NotApproved(action.Name()));
        if (context.CurrentUtcDateTime - asked >= Limits.ApprovalDeadline)
        {
            log.Close(IncidentOutcome.Refused, IncidentText.NobodyApproved(action.Name(), target, Limits.ApprovalDeadline));
        }

        return false;
    }

    private void Observe(RepairAction action, string target)
    {
        _observingSince ??= context.CurrentUtcDateTime;
        log.Add(StepKind.Refused, IncidentText.Observed(action.Name(), target));
        if (context.CurrentUtcDateTime - _observingSince >= Limits.DecisionDeadline)
        {
            log.Close(IncidentOutcome.Refused, IncidentText.ObservedForLong(action.Name(), target, Limits.DecisionDeadline));
            return;
        }

        inbox.CheckAgainAfter(inbox.Waits.Until(_observingSince.Value + Limits.DecisionDeadline, Limits.CheckInterval) ?? TimeSpan.Zero);
    }
}
