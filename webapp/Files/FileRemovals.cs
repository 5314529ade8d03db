using System.Threading.Channels;

namespace Steadfast.WebApp.Files;

/// <summary>
/// Files that no note has any more, to be deleted beside all requests: no answer waits for the storage. What is lost of them, with the process or while the
/// storage is away, is found by <see cref="FileSweep"/>.
/// </summary>
internal sealed class FileRemovals
{
    private const int MaxWaiting = 1024;

    private readonly Channel<Removal> _waiting = Channel.CreateBounded<Removal>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Has a file deleted.</summary>
    /// <param name="blob">Name of its blob.</param>
    /// <param name="maybePieces">True when it may never have been made of its pieces.</param>
    public void Add(string blob, bool maybePieces = false) => Add(new Removal(blob, maybePieces));

    /// <summary>Has a file deleted, or tried once more.</summary>
    public void Add(Removal removal) => _waiting.Writer.TryWrite(removal);

    /// <summary>All of them, as they come.</summary>
    public IAsyncEnumerable<Removal> ReadAllAsync(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);
}

/// <summary>A file to be deleted.</summary>
/// <param name="Blob">Name of its blob.</param>
/// <param name="MaybePieces">True when it may never have been made of its pieces.</param>
internal sealed record Removal(string Blob, bool MaybePieces)
{
    /// <summary>Number of times that it was tried.</summary>
    public int Tries { get; init; }
}

/// <summary>Deletes them.</summary>
internal sealed class FileRemover(FileRemovals removals, FileStore store, TimeProvider clock) : BackgroundService
{
    private const int MaxTries = 5;

    // Longer than a request to the storage may last: a piece that was still on its way has arrived by then.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var removal in removals.ReadAllAsync(stoppingToken))
        {
            bool isGone = await DeleteAsync(removal, stoppingToken);
            if (removal.Tries < MaxTries - 1 && !isGone)
            {
                _ = AddLaterAsync(removal with { Tries = removal.Tries + 1 }, stoppingToken);
            }
        }
    }

    private async Task<bool> DeleteAsync(Removal removal, CancellationToken cancellation)
    {
        try
        {
            bool wasThere = await store.DeleteAsync(removal.Blob, removal.MaybePieces, cancellation);
            // More pieces may be on their way: they are gone once a later try finds none.
            return !removal.MaybePieces || (removal.Tries > 0 && !wasThere);
        }
        catch (Exception e) when (e is FilesAwayException or Azure.RequestFailedException)
        {
            // After the last try the sweep finds it.
            return false;
        }
    }

    private async Task AddLaterAsync(Removal removal, CancellationToken cancellation)
    {
        await Task.Delay(Again, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellation.IsCancellationRequested)
        {
            removals.Add(removal);
        }
    }
}
