using System.Runtime.CompilerServices;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Durable;

/// <summary>
/// Reads histories from the newest on. No back end keeps them in that order, so where they are many they are asked for by windows of time
/// that grow: of thousands no more are read than stand before those that are shown.
/// </summary>
/// <param name="all">Finds all of the list.</param>
/// <param name="now">The moment, UTC.</param>
internal sealed class NewestHistories(DurableTaskClient client, OrchestrationQuery all, DateTimeOffset now)
{
    private const int PageSize = 500;

    // From a minute over four hours to two months in eight windows.
    private const int Growth = 4;
    private static readonly TimeSpan FirstWindow = TimeSpan.FromMinutes(1);

    /// <summary>Returns them, newest first.</summary>
    /// <param name="before">Those that stand after this one; null, or one that has been purged in between: from the newest on, so that
    /// nothing is passed over.</param>
    public async IAsyncEnumerable<OrchestrationMetadata> ReadAsync(string? before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        OrchestrationMetadata? last = null;
        if (before is not null)
        {
            last = await client.GetInstanceAsync(before, getInputsAndOutputs: false, cancellation);
        }

        await foreach (IReadOnlyList<OrchestrationMetadata> part in PartsAsync(last?.CreatedAt, cancellation))
        {
            foreach (OrchestrationMetadata one in part.OrderByDescending(one => one.CreatedAt)
                .ThenByDescending(one => one.InstanceId, StringComparer.Ordinal))
            {
                if (last is null || IsAfter(one, last))
                {
                    yield return one;
                }
            }
        }
    }

    private static bool IsAfter(OrchestrationMetadata one, OrchestrationMetadata last) =>
        one.CreatedAt < last.CreatedAt || (one.CreatedAt == last.CreatedAt && string.CompareOrdinal(one.InstanceId, last.InstanceId) < 0);

    private async IAsyncEnumerable<IReadOnlyList<OrchestrationMetadata>> PartsAsync(
        DateTimeOffset? newest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await FewAsync(cancellation) is { } few)
        {
            yield return few;
            yield break;
        }

        await foreach (IReadOnlyList<OrchestrationMetadata> part in WindowsAsync(newest, cancellation))
        {
            yield return part;
        }
    }

    // All of them when one page holds them, else null.
    private async Task<IReadOnlyList<OrchestrationMetadata>?> FewAsync(CancellationToken cancellation)
    {
        await foreach (Page<OrchestrationMetadata> page in client.GetAllInstancesAsync(all with { PageSize = PageSize }).AsPages()
            .WithCancellation(cancellation))
        {
            return page.ContinuationToken is null ? page.Values : null;
        }

        return [];
    }

    /// <summary>Reads all of them up to a moment, window by window, the newest first; within one in any order.</summary>
    /// <param name="newest">The moment; null: none.</param>
    internal async IAsyncEnumerable<IReadOnlyList<OrchestrationMetadata>> WindowsAsync(
        DateTimeOffset? newest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        DateTimeOffset oldest = all.CreatedFrom ?? DateTimeOffset.UnixEpoch;
        DateTimeOffset end = newest ?? now;
        // Without an end at first: another clock may be ahead of this one.
        DateTimeOffset? to = newest;
        for (TimeSpan window = FirstWindow; to is null || to >= oldest; window *= Growth)
        {
            DateTimeOffset from = end - oldest > window ? end - window : oldest;
            yield return await FindAsync(all with { CreatedFrom = from, CreatedTo = to, PageSize = PageSize }, cancellation);
            (end, to) = (from, from.AddTicks(-1));
        }
    }

    private async Task<IReadOnlyList<OrchestrationMetadata>> FindAsync(OrchestrationQuery window, CancellationToken cancellation)
    {
        List<OrchestrationMetadata> found = [];
        await foreach (OrchestrationMetadata metadata in client.GetAllInstancesAsync(window).WithCancellation(cancellation))
        {
            found.Add(metadata);
        }

        return found;
    }
}
