using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>Reads what an incident has left behind that is not running any more.</summary>
public sealed class AbandonedActivities(SettingsReader settings, TimeProvider clock)
{
    /// <summary>
    /// The incident, with the action that may still run on the platform. One that is not kept any more ended long ago, and its action with
    /// it.
    /// </summary>
    /// <param name="incidentId">The incident.</param>
    [Function(nameof(ReadAbandoned))]
    public async Task<IncidentGone> ReadAbandoned(
        [ActivityTrigger] string incidentId, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        IncidentSettings limits = settings.Read();
        DateTime now = clock.GetUtcNow().UtcDateTime;
        GuardState guard = await GuardReader.ReadAsync(client, cancellation);
        Permit? permit = guard.Permits.FirstOrDefault(held => held.IsHeldBy(incidentId, held.Target));
        LeftAction? left = permit is not null && await IncidentReader.MetadataAsync(client, incidentId, cancellation) is { } found
            ? LeftActionPolicy.OfGone(permit, IncidentReader.Read(found)!, limits, HowItEnded(found.RuntimeStatus), now)
            : null;
        return new(incidentId, left, now, limits.Guard);
    }

    private static string HowItEnded(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Terminated => "was terminated",
        OrchestrationRuntimeStatus.Failed => "failed",
        _ => "is over",
    };
}
