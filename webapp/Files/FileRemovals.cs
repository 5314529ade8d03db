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
    public void Add(string blob, bool maybePieces = false) => _waiting.Writer.TryWrite(new(blob, maybePieces));

    /// <summary>All of them, as they come.</summary>
    public IAsyncEnumerable<Removal> ReadAllAsync(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);
}

/// <summary>A file to be deleted.</summary>
/// <param name="Blob">Name of its blob.</param>
/// <param name="MaybePieces">True when it may never have been made of its pieces.</param>
internal sealed record Removal(string Blob, bool MaybePieces);

/// <summary>Deletes them.</summary>
internal sealed class FileRemover(FileRemovals removals, FileStore store) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var removal in removals.ReadAllAsync(stoppingToken))
        {
            try
            {
                await store.DeleteAsync(removal.Blob, removal.MaybePieces, stoppingToken);
            }
            catch (Exception e) when (e is FilesAwayException or Azure.RequestFailedException)
            {
                // The sweep finds it.
            }
        }
    }
}
