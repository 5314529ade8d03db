using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Incidents;

/// <summary>Keeps the record of an incident, shows it as custom status and logs each step once.</summary>
internal sealed class IncidentStory
{
    private readonly TaskOrchestrationContext context;
    private readonly ILogger log;
    private IncidentRecord record;

    public IncidentStory(TaskOrchestrationContext context, RecoveryInput input)
    {
        this.context = context;
        log = context.CreateReplaySafeLogger("Steadfast.Incident");
        record = new(
            context.InstanceId, input.Target, input.StartedBy, IncidentOutcome.Open, "just opened", null,
            new(FirstFailure: input.FirstFailure, Signal: input.Signal), [], []);
        Tell($"opened by {input.StartedBy} for instance {input.Target}");
    }

    public void Decided(Finding finding, Decision decision)
    {
        DateTime now = context.CurrentUtcDateTime;
        bool sick = finding.Kind is not (FailureKind.Healthy or FailureKind.InstanceGone or FailureKind.Unobservable);
        record = record with
        {
            Diagnosis = finding.Kind,
            Timeline = record.Timeline with
            {
                FirstFailure = record.Timeline.FirstFailure ?? (sick ? now : null),
                Decided = decision.Remedy == Remedy.Wait ? null : now,
            },
        };
        Say($"{finding.Kind}: {decision.Reason}", decision.Reason);
    }

    public void Repaired(RepairResult result)
    {
        record = record with
        {
            Actions = result.Actions,
            Timeline = record.Timeline with
            {
                ActionAccepted = result.Actions.LastOrDefault()?.Accepted,
                ActionDone = result.Actions.LastOrDefault()?.Done,
                Restored = result.Restored,
            },
            Steps = [.. record.Steps, .. result.Steps],
        };
    }

    public IncidentRecord Close(IncidentOutcome outcome, string reason)
    {
        record = record with { Outcome = outcome, Timeline = record.Timeline with { Closed = context.CurrentUtcDateTime } };
        Say(reason, reason);
        return record;
    }

    private void Say(string text, string reason)
    {
        // A wait that repeats itself is one step, however long it lasts.
        record = record with { Reason = reason };
        if (record.Steps.LastOrDefault()?.Text != text)
        {
            Tell(text);
        }
    }

    private void Tell(string text)
    {
        log.Step(context.InstanceId, text);
        record = record.Tell(context.CurrentUtcDateTime, text);
        context.SetCustomStatus(record.ForStatus());
    }
}
