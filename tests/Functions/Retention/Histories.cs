using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Retention;

/// <summary>Orchestrations with the names of the app's, which end at once or when they are told to.</summary>
public static class Histories
{
    public static readonly ActionTaken Taken = new("restart", "1", "alert a", null, null, ActionResult.Succeeded, "done");

    [Function("ProcessAlert")]
    public static Task<string> Alert([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult("noted");

    [Function("Incident")]
    public static async Task<IncidentRecord?> Incident([OrchestrationTrigger] TaskOrchestrationContext context, IncidentRecord? record)
    {
        if (record is null)
        {
            await context.WaitForExternalEvent<string?>("end");
        }

        return record;
    }
}
