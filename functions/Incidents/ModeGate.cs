using Microsoft.DurableTask;

namespace Steadfast.Functions.Incidents;

/// <summary>Holds an action up as its mode says.</summary>
internal sealed class ModeGate(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
{
    private string? _approved;
    private DateTime? _observingSince;

    private RecoveryOptions Limits => input.Settings.Recovery;

    /// <summary>Whether the action may be asked of the guard now. When not, it has waited, and the situation must be looked at anew.</summary>
    public async Task<bool> MayAsync(string action, Mode mode)
    {
        switch (mode)
        {
            case Mode.Auto:
                return true;
            case Mode.Approve:
                return _approved == action || await ApproveAsync(action);
            default:
                Observe(action);
                return false;
        }
    }

    /// <summary>An approval is for one action.</summary>
    public void Forget() => _approved = null;

    private async Task<bool> ApproveAsync(string action)
    {
        inbox.ForgetApprovals();
        log.Awaits(new(action, context.CurrentUtcDateTime + Limits.ApprovalDeadline), $"{action} is in mode approve: waiting for a person until {context.CurrentUtcDateTime + Limits.ApprovalDeadline:HH:mm:ss}");
        await IncidentNotices.ApprovalNeededAsync(context, log.Record, action, Limits.ApprovalDeadline);
        DateTime asked = context.CurrentUtcDateTime;
        Approval? given = await inbox.ApprovalAsync(action, Limits.ApprovalDeadline);
        if (given is not null)
        {
            // Not acted on at once: much may have changed while a person was thinking.
            _approved = action;
            log.Awaits(null, $"{action} approved by {given.By}{(given.Note is null ? "" : $" ({given.Note})")}; looking once more");
            return false;
        }

        log.Awaits(null, $"{action} was not approved");
        if (context.CurrentUtcDateTime - asked >= Limits.ApprovalDeadline)
        {
            log.Close(IncidentOutcome.Refused, $"refused: nobody approved {action} within {Limits.ApprovalDeadline.TotalMinutes:0.##} min");
        }

        return false;
    }

    private void Observe(string action)
    {
        _observingSince ??= context.CurrentUtcDateTime;
        log.Add($"{action} is in mode observe: it would be done now, and is not");
        if (context.CurrentUtcDateTime - _observingSince >= Limits.DecisionDeadline)
        {
            log.Close(IncidentOutcome.Refused, $"refused: {action} is in mode observe, and the fault has lasted {Limits.DecisionDeadline.TotalMinutes:0.##} min");
            return;
        }

        inbox.CheckAgainAfter(Limits.CheckInterval);
    }
}
