using Microsoft.DurableTask;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Waits out a refusal of the guard, tells people of one that lasts, and closes the incident when waiting is over.</summary>
internal sealed class RefusalWait(TaskOrchestrationContext context, RecoveryInput input, IncidentLog log, IncidentInbox inbox)
{
    private DateTime? _since;
    private bool _isTold;

    /// <summary>Takes note that the guard has given a permit.</summary>
    public void Forget()
    {
        _since = null;
        log.Permitted();
    }

    /// <summary>Takes a refusal of the guard: sets a pause, or closes the incident.</summary>
    /// <param name="evidence">The diagnosis that calls for the action, as part of a sentence.</param>
    public async Task TakeAsync(PermitRequest request, Refusal refusal, string evidence)
    {
        _since ??= context.CurrentUtcDateTime;
        log.Refused(refusal);
        TimeSpan lasted = context.CurrentUtcDateTime - _since.Value;
        if (refusal.Kind == RefusalKind.StormCanaryFailed)
        {
            log.Close(IncidentOutcome.Escalated, IncidentText.CanaryFailed(evidence));
        }
        else if (refusal.Kind == RefusalKind.CoolingDown && request.Target == IncidentKey.Database)
        {
            // A database that fails again so soon is down meanwhile; whether a second failover is worth what it may cost is for a person to
            // say.
            log.Close(IncidentOutcome.Escalated, IncidentText.FailsAgainSoon(refusal, evidence));
        }
        else if (lasted >= input.Settings.Guard.RefusalDeadline || (request.IsManual && refusal.Kind == RefusalKind.BelowFloor))
        {
            log.Close(IncidentOutcome.Refused, IncidentText.RefusedForGood(refusal));
        }
        else
        {
            await WaitAsync(lasted);
        }
    }

    private async Task WaitAsync(TimeSpan lasted)
    {
        if (!_isTold && lasted >= input.Settings.Guard.RefusalDeadline / 2)
        {
            _isTold = true;
            await IncidentNotices.RefusedForLongAsync(context, log.Record);
        }

        DateTime deadline = context.CurrentUtcDateTime - lasted + input.Settings.Guard.RefusalDeadline;
        inbox.CheckAgainAfter(inbox.Waits.Until(deadline, input.Settings.Recovery.CheckInterval) ?? TimeSpan.Zero);
    }
}
