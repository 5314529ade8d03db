using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Retention;

/// <summary>Removes what ended long ago, and what is more than is kept, so that storage does not grow for years and the lists stay quick.</summary>
public sealed class RetentionTrigger(IOptionsSnapshot<RetentionOptions> options, TimeProvider clock, ILogger<RetentionTrigger> log)
{
    // A run ends before the next one and before the host's own limit, whatever a storm has left behind; the next run goes on.
    private const int MostPerRun = 5_000;
    private const int AtOnce = 8;

    /// <summary>
    /// Every ten minutes: purges what ended longer ago than <see cref="RetentionOptions.KeepFor"/>, and of alerts and of incidents without an action those
    /// beyond the newest <see cref="RetentionOptions.KeepAtMost"/>.
    /// </summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the purge; the next run goes on.</param>
    [Function("PurgeOldHistories")]
    public async Task PurgeAsync(
        [TimerTrigger("0 7/10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        EndedHistories histories = new(client, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        List<Ended> alerts = [];
        int incidents = 0;
        int purged = 0;
        await foreach (Page<OrchestrationMetadata> page in histories.PagesAsync().WithCancellation(cancellation))
        {
            ILookup<bool, OrchestrationMetadata> byAge = page.Values.ToLookup(one => RetentionPolicy.IsOld(one.LastUpdatedAt, options.Value, now));
            purged += await PurgeAsync(client, [.. byAge[true].Select(one => one.InstanceId).Take(MostPerRun - purged)], cancellation);
            alerts.AddRange(byAge[false].Where(EndedHistories.IsAlert).Select(one => EndedHistories.Of(one, EndedKind.Alert)));
            incidents += byAge[false].Count(EndedHistories.IsIncident);
        }

        IEnumerable<Ended> counted = incidents > options.Value.KeepAtMost ? [.. alerts, .. await histories.IncidentsAsync()] : alerts;
        IReadOnlyList<string> surplus = RetentionPolicy.Surplus(counted, options.Value, now);
        purged += await PurgeAsync(client, [.. surplus.Take(MostPerRun - purged)], cancellation);
        if (purged > 0)
        {
            log.Purged(purged, options.Value.KeepFor, options.Value.KeepAtMost);
        }
    }

    private static async Task<int> PurgeAsync(DurableTaskClient client, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        int purged = 0;
        foreach (string[] some in ids.Chunk(AtOnce))
        {
            PurgeResult[] results = await Task.WhenAll(some.Select(id => client.PurgeInstanceAsync(id, cancellation)));
            purged += results.Sum(result => result.PurgedInstanceCount);
        }

        return purged;
    }
}
