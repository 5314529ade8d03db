using Microsoft.DurableTask.Client;
using Steadfast.Functions.Http;

namespace Steadfast.Functions.Durable;

/// <summary>Carries a part of a list of histories.</summary>
/// <param name="Shown">The entries, newest first.</param>
/// <param name="Next">Id of the last one that was looked at; null when there are no more behind it.</param>
internal sealed record HistoryPage<T>(IReadOnlyList<T> Shown, string? Next);

/// <summary>
/// Reads lists of histories in parts. What an entry says is read of those that are shown only: after a storm there are thousands of others.
/// </summary>
internal static class HistoryPages
{
    /// <summary>Reads one part of a list, newest first.</summary>
    /// <param name="all">Finds all of the list.</param>
    /// <param name="asked">Which part.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="read">Reads an entry with its inputs and outputs; null when it is none of the list.</param>
    public static async Task<HistoryPage<T>> ReadAsync<T>(
        DurableTaskClient client, OrchestrationQuery all, ListQuery asked, DateTimeOffset now, Func<OrchestrationMetadata, T?> read,
        CancellationToken cancellation)
        where T : class
    {
        await using IAsyncEnumerator<OrchestrationMetadata> found = new NewestHistories(client, all, now)
            .ReadAsync(asked.Before, cancellation).GetAsyncEnumerator(cancellation);
        List<T> shown = [];
        string? last = null;
        bool isMore = await found.MoveNextAsync();
        while (isMore && shown.Count < asked.Top)
        {
            List<Task<T?>> batch = [];
            for (int wanted = asked.Top - shown.Count; isMore && batch.Count < wanted; isMore = await found.MoveNextAsync())
            {
                last = found.Current.InstanceId;
                batch.Add(EntryAsync(client, found.Current, all.FetchInputsAndOutputs, read, cancellation));
            }

            shown.AddRange((await Task.WhenAll(batch)).OfType<T>());
        }

        return new(shown, isMore ? last : null);
    }

    private static async Task<T?> EntryAsync<T>(
        DurableTaskClient client, OrchestrationMetadata found, bool isRead, Func<OrchestrationMetadata, T?> read,
        CancellationToken cancellation)
        where T : class
    {
        if (isRead)
        {
            return read(found);
        }

        OrchestrationMetadata? whole = await client.GetInstanceAsync(found.InstanceId, getInputsAndOutputs: true, cancellation);
        if (whole is null)
        {
            return null;
        }

        return read(whole);
    }
}
