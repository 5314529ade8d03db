using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Incidents;

/// <summary>Removes what ended long ago, so that storage does not grow for years and the lists stay quick.</summary>
public sealed class RetentionTrigger(IOptionsSnapshot<RecoveryOptions> options, TimeProvider clock, ILogger<RetentionTrigger> log)
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    /// <summary>Every night at 03:17 UTC: purges ended incidents and alerts that are older than <see cref="RecoveryOptions.KeptFor"/>.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the purge; the next night goes on.</param>
    [Function("PurgeOldHistories")]
    public async Task PurgeAsync(
        [TimerTrigger("0 17 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        DateTimeOffset until = clock.GetUtcNow() - options.Value.KeptFor;
        PurgeResult purged = await client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: until, Statuses: Ended), cancellation);
        log.Purged(purged.PurgedInstanceCount, until);
    }
}
