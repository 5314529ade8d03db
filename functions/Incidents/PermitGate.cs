using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Asks the guard before every action, and waits when it says no.</summary>
internal sealed class PermitGate(TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, IncidentInbox inbox)
{
    private DateTime? _refusedSince;
    private bool _saidForLong;

    /// <summary>Asks for an action on the incident's instance. When it is refused, it has waited or closed the incident.</summary>
    public Task<PermitAnswer> AskAsync(string action, Order? order, Finding finding, Observation seen)
    {
        Fleet fleet = seen.Fleet();
        bool serves = seen.Instances.FirstOrDefault(instance => instance.Id == input.Target) is { } target && DiagnosisPolicy.IsWell(target);
        PermitRequest request = new(
            context.InstanceId, input.Target, IncidentKey.NotServing, action, order?.By ?? input.StartedBy, order is not null, order?.IsForced ?? false,
            fleet.Sick, fleet.Total, serves, context.CurrentUtcDateTime, input.Settings.Guard)
        {
            Serving = fleet.Well,
            Repairs = seen.Repairs,
        };
        return AskAsync(request, finding.Because);
    }

    /// <summary>The same for a request that is made elsewhere.</summary>
    public async Task<PermitAnswer> AskAsync(PermitRequest request, string because)
    {
        var answer = await context.Entities.CallEntityAsync<PermitAnswer>(GuardEntity.Id, nameof(GuardEntity.Ask), request);
        if (answer.Granted)
        {
            _refusedSince = null;
            story.Permitted();
            return answer;
        }

        Refusal refusal = answer.Refusal!;
        _refusedSince ??= context.CurrentUtcDateTime;
        story.Refused(refusal);
        TimeSpan refusedFor = context.CurrentUtcDateTime - _refusedSince.Value;
        if (refusal.Kind == RefusalKind.StormCanaryFailed)
        {
            story.Close(IncidentOutcome.Escalated, $"escalate: {because}, and repairing one of them did not help; {DecisionPolicy.HandedOver}");
        }
        else if (refusal.Kind == RefusalKind.CoolingDown && request.Target == IncidentKey.Database)
        {
            // A database that fails again so soon is down meanwhile; whether a second failover is worth what it may cost is for a person to say.
            story.Close(IncidentOutcome.Escalated, $"escalate: {because}; {refusal.Reason}, or when a person orders it");
        }
        else if (refusedFor >= input.Settings.Guard.RefusalDeadline || (request.IsManual && refusal.Kind == RefusalKind.BelowFloor))
        {
            story.Close(IncidentOutcome.Refused, refusal.Reason);
        }
        else
        {
            await WaitAsync(refusedFor);
        }

        return answer;
    }

    /// <summary>Gives the permit back. With the end of the incident it is given back together with that.</summary>
    public async Task ReturnAsync(Rung? rung, bool helped)
    {
        PermitReturn given = new(context.InstanceId, input.Target, rung, helped, context.CurrentUtcDateTime);
        if (story.IsClosed)
        {
            story.Owes(given);
            return;
        }

        await context.Entities.CallEntityAsync(GuardEntity.Id, nameof(GuardEntity.Return), given);
    }

    private async Task WaitAsync(TimeSpan refusedFor)
    {
        if (!_saidForLong && refusedFor >= input.Settings.Guard.RefusalDeadline / 2)
        {
            _saidForLong = true;
            await IncidentNotices.RefusedForLongAsync(context, story.Record);
        }

        inbox.LookAgainAfter(input.Settings.Recovery.LookInterval);
    }
}
