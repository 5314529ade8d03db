using Microsoft.Extensions.Options;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Files;

/// <summary>
/// Deletes files that no note has: of uploads that were broken off, of writes whose outcome nobody knows, of notes that were deleted while the storage was
/// away. Any number of instances may do it at once.
/// </summary>
internal sealed class FileSweep(
    FileStore store, DatabaseAccess database, TimeProvider clock, IOptions<FilesOptions> options, ILogger<FileSweep> log) : BackgroundService
{
    // Long after the end of every upload and of every write that followed it.
    private static readonly TimeSpan Spared = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(options.Value.SweepEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                int swept = await SweepAsync(stoppingToken);
                if (swept > 0)
                {
                    log.Swept(swept);
                }
            }
            catch (Exception e) when (e is FilesAwayException or DatabaseFailureException or Azure.RequestFailedException)
            {
                log.NotSwept(e.GetType().Name);
            }
        }
    }

    /// <summary>Sweeps once.</summary>
    /// <returns>Number of files that were deleted.</returns>
    internal async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow() - Spared;
        int swept = 0;
        string? next = null;
        do
        {
            var page = await store.ListAsync(next, cancellation);
            // What others have put there is left alone.
            string[] old = [.. page.Names.Where(name => BlobName.BeganAt(name) is { } began && began < before)];
            swept += await SweepAsync(old, cancellation);
            // By age: behind the first one that is too young, all are.
            next = old.Length == page.Names.Count ? page.Next : null;
        }
        while (next is not null);
        return swept;
    }

    private async Task<int> SweepAsync(string[] names, CancellationToken cancellation)
    {
        if (names.Length == 0)
        {
            return 0;
        }

        var kept = await database.WriteAsync(session => FileTable.KeptAsync(session, names), cancellation);
        string[] orphans = [.. names.Where(name => !kept.Contains(name))];
        foreach (string orphan in orphans)
        {
            await store.DeleteAsync(orphan, maybePieces: true, cancellation);
        }

        return orphans.Length;
    }
}
