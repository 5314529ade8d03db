using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Retention;

/// <summary>
/// Removes what ended long ago, and what is more than is kept, so that storage does not grow for years and the lists stay quick.
/// </summary>
public sealed class RetentionTrigger(
    IOptionsSnapshot<RetentionOptions> options, EvidenceStore evidence, TimeProvider clock, ILogger<RetentionTrigger> log)
{
    // It ends before the host's own limit (host.json, 5 min), whatever a storm has left behind; the next run goes on. An action group sends
    // at most 25 alerts a second, which are 15,000 from one run to the next: 63 a second must be purged then, and 8 at once do.
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Purges every ten minutes what ended longer ago than <see cref="RetentionOptions.KeepFor"/>, and of alerts and of incidents without
    /// an action those beyond the newest <see cref="RetentionOptions.KeepAtMost"/>.
    /// </summary>
    /// <param name="cancellation">Ends the purge; the next run goes on.</param>
    [Function("PurgeOldHistories")]
    public async Task PurgeAsync(
        [TimerTrigger("0 7/10 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        EndedHistories histories = new(client, cancellation);
        DateTimeOffset now = clock.GetUtcNow();
        PurgeRun run = new(client, clock, LongestRun);
        List<Ended> counted = [];
        int incidents = 0;
        await foreach (Page<OrchestrationMetadata> page in histories.PagesAsync().WithCancellation(cancellation))
        {
            ILookup<bool, OrchestrationMetadata> byAge = page.Values.ToLookup(
                one => RetentionPolicy.IsOld(one.LastUpdatedAt, options.Value, now));
            await run.PurgeAsync([.. byAge[true].Select(one => one.InstanceId)], cancellation);
            counted.AddRange(byAge[false].Where(EndedHistories.IsAlert).Select(one => EndedHistories.Of(one, EndedKind.Alert)));
            incidents += byAge[false].Count(EndedHistories.IsIncident);
        }

        if (incidents > options.Value.KeepAtMost)
        {
            counted.AddRange(await histories.IncidentsAsync());
        }

        await run.PurgeAsync(RetentionPolicy.Surplus(counted, options.Value, now), cancellation);
        if (run.Purged > 0)
        {
            log.Purged(run.Purged, options.Value.KeepFor, options.Value.KeepAtMost);
        }

        await PurgeEvidenceAsync(now - options.Value.KeepFor, cancellation);
    }

    private async Task PurgeEvidenceAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        try
        {
            await evidence.PurgeAsync(before, cancellation);
        }
        catch (EvidenceAwayException away) when (!cancellation.IsCancellationRequested)
        {
            log.EvidenceNotPurged(away.InnerException!.GetType().Name);
        }
    }
}

/// <summary>Purges histories, some at once, until its time is over; what is left then is left.</summary>
internal sealed class PurgeRun(DurableTaskClient client, TimeProvider clock, TimeSpan longest)
{
    private const int AtOnce = 8;

    private readonly long _began = clock.GetTimestamp();

    /// <summary>Gets the number of histories that were purged.</summary>
    public int Purged { get; private set; }

    /// <summary>Purges as many of them as there is time for, the first ones first.</summary>
    public async Task PurgeAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        foreach (string[] some in ids.Chunk(AtOnce).TakeWhile(_ => clock.GetElapsedTime(_began) < longest))
        {
            PurgeResult[] results = await Task.WhenAll(some.Select(id => client.PurgeInstanceAsync(id, cancellation)));
            Purged += results.Sum(result => result.PurgedInstanceCount);
        }
    }
}
