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
        Time(record.Timeline with
        {
            FirstFailure = record.Timeline.FirstFailure ?? (sick ? now : null),
            Decided = decision.Remedy == Remedy.Wait ? null : now,
        });
        record = record with { Diagnosis = finding.Kind, Reason = decision.Reason };
        Tell($"{finding.Kind}: {decision.Reason}");
    }

    /// <summary>An action began, or the newest one ended.</summary>
    public ActionTaken Acts(ActionTaken action)
    {
        bool ends = record.Actions is [.., { Result: ActionResult.Running }];
        record = record with { Actions = [.. ends ? record.Actions.SkipLast(1) : record.Actions, action] };
        Time(record.Timeline with { ActionAccepted = action.Accepted, ActionDone = action.Done });
        Tell(action.Result switch
        {
            ActionResult.Running => action.Detail,
            ActionResult.Succeeded => $"{action.Kind} done: {action.Detail}",
            ActionResult.TimedOut => $"{action.Kind} not done in time: {action.Detail}",
            _ => $"{action.Kind} failed: {action.Detail}",
        });
        return action;
    }

    /// <summary>The target began or ceased to serve.</summary>
    public void Serves(DateTime? since, string reason)
    {
        Time(record.Timeline with { Restored = since });
        Tell(since is null ? $"it does not serve any more: {reason}" : reason);
    }

    public IncidentRecord Close(IncidentOutcome outcome, string reason)
    {
        Time(record.Timeline with { Closed = context.CurrentUtcDateTime });
        record = record with { Outcome = outcome, Reason = reason };
        Tell(reason);
        return record;
    }

    /// <summary>One more sentence. A wait that repeats itself is one step, however long it lasts.</summary>
    public void Tell(string text)
    {
        if (record.Steps is not [.., { Text: var last }] || last != text)
        {
            log.Step(context.InstanceId, text);
            record = record.Tell(context.CurrentUtcDateTime, text);
        }

        context.SetCustomStatus(record.ForStatus());
    }

    private void Time(IncidentTimeline timeline) => record = record with { Timeline = timeline };
}
