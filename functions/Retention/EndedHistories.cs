using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Retention;

/// <summary>Reads which histories have ended, page by page and without what they hold, as far as that will do.</summary>
internal sealed class EndedHistories(DurableTaskClient client, CancellationToken cancellation)
{
    private const int PageSize = 500;

    private static readonly OrchestrationRuntimeStatus[] Statuses =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>All of them.</summary>
    public IAsyncEnumerable<Page<OrchestrationMetadata>> PagesAsync() =>
        client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: Statuses, PageSize: PageSize)).AsPages();

    /// <summary>The incidents that have ended. Only their records say which of them acted, so those are read.</summary>
    public async Task<IReadOnlyList<Ended>> IncidentsAsync()
    {
        List<Ended> found = [];
        OrchestrationQuery incidents = new(
            Statuses: Statuses, InstanceIdPrefix: IncidentKey.IdPrefix, PageSize: PageSize, FetchInputsAndOutputs: true);
        await foreach (OrchestrationMetadata metadata in client.GetAllInstancesAsync(incidents).WithCancellation(cancellation))
        {
            bool isIdle = IncidentReader.Read(metadata) is { Outcome: IncidentOutcome.NoAction, Actions: [] };
            found.Add(Of(metadata, isIdle ? EndedKind.IdleIncident : EndedKind.Other));
        }

        return found;
    }

    /// <summary>Tells whether it is of an alert that was taken in.</summary>
    public static bool IsAlert(OrchestrationMetadata metadata) =>
        metadata.Name == nameof(AlertOrchestrator.ProcessAlert)
            && metadata.InstanceId.StartsWith(AlertPolicy.IntakePrefix, StringComparison.Ordinal);

    /// <summary>Tells whether it is of an incident.</summary>
    public static bool IsIncident(OrchestrationMetadata metadata) => metadata.Name == IncidentKey.Orchestration;

    /// <summary>The history as the policy sees it.</summary>
    public static Ended Of(OrchestrationMetadata metadata, EndedKind kind) =>
        new(metadata.InstanceId, kind, metadata.CreatedAt, metadata.LastUpdatedAt);
}
