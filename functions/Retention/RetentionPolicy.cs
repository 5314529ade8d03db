using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Retention;

/// <summary>Tells the kind of a history that has ended.</summary>
public enum EndedKind
{
    /// <summary>An alert that was taken in.</summary>
    Alert,

    /// <summary>An incident that ended without an action.</summary>
    IdleIncident,

    /// <summary>Anything else: an incident that acted or whose actions are not known, a notice, evidence.</summary>
    Other,
}

/// <summary>Describes a history that has ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is of.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record Ended(string Id, EndedKind Kind, DateTimeOffset CreatedAt, DateTimeOffset EndedAt);

/// <summary>Decides which histories are purged. Pure. What has not ended is never asked about.</summary>
public static class RetentionPolicy
{
    /// <summary>
    /// Keeps what ended within this time, however many there are: Azure sends an alert again for minutes, and the watchdog asks whether one
    /// came.
    /// </summary>
    public static readonly TimeSpan AlwaysKept = TimeSpan.FromMinutes(15);

    /// <summary>Tells whether it ended so long ago that nobody wants it any more.</summary>
    public static bool IsOld(DateTimeOffset endedAt, RetentionOptions options, DateTimeOffset now) => endedAt < now - options.KeepFor;

    /// <summary>Selects what is more than is kept of its kind, the oldest first.</summary>
    public static IReadOnlyList<string> Surplus(IEnumerable<Ended> ended, RetentionOptions options, DateTimeOffset now) =>
    [
        .. ended.Where(one => one.Kind != EndedKind.Other)
            .GroupBy(one => one.Kind)
            .SelectMany(
                kind => kind.OrderByDescending(one => one.CreatedAt).ThenBy(one => one.Id, StringComparer.Ordinal).Skip(options.KeepAtMost))
            .Where(one => one.EndedAt < now - AlwaysKept)
            .OrderBy(one => one.CreatedAt)
            .Select(one => one.Id),
    ];
}

/// <summary>Reads which histories have ended, page by page and without what they hold, as far as that will do.</summary>
internal sealed class EndedHistories(DurableTaskClient client, CancellationToken cancellation)
{
    private const int PageSize = 500;

    private static readonly OrchestrationRuntimeStatus[] Statuses =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Reads all of them.</summary>
    public IAsyncEnumerable<Page<OrchestrationMetadata>> PagesAsync() =>
        client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: Statuses, PageSize: PageSize)).AsPages();

    /// <summary>Reads the incidents that have ended. Only their records say which of them acted, so those are read.</summary>
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

    /// <summary>Describes the history as the policy sees it.</summary>
    public static Ended Of(OrchestrationMetadata metadata, EndedKind kind) =>
        new(metadata.InstanceId, kind, metadata.CreatedAt, metadata.LastUpdatedAt);
}
