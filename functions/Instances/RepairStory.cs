using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Collects what the ladder does, and logs each step once.</summary>
internal sealed class RepairStory(TaskOrchestrationContext context, RepairInput input)
{
    private readonly ILogger log = context.CreateReplaySafeLogger("Steadfast.Repair");
    private readonly List<ActionTaken> actions = [];
    private readonly List<IncidentStep> steps = [];

    public void Tell(string text)
    {
        log.RepairStep(input.AskedBy, text);
        steps.Add(new(context.CurrentUtcDateTime, text));
        context.SetCustomStatus(text);
    }

    public ActionTaken Acted(ActionTaken action)
    {
        actions.Add(action);
        return action;
    }

    public RepairResult End(DateTime? restored, string reason) => new(restored, reason, actions, steps);
}
