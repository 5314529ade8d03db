using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Retention;

/// <summary>Purges histories, some at once, until its time is over; what is left then is left.</summary>
internal sealed class PurgeRun(DurableTaskClient client, TimeProvider clock, TimeSpan longest)
{
    private const int AtOnce = 8;

    private readonly long _began = clock.GetTimestamp();

    /// <summary>Number of histories that were purged.</summary>
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
