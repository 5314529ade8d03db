using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Polly;
using Polly.Registry;

namespace Steadfast.WebApp.Files;

/// <summary>The container of files. Each request to it is answered, or has failed, within 2 s.</summary>
internal sealed class FileStore(BlobContainerClient container, ResiliencePipelineProvider<string> pipelines, FilesMonitorState monitored)
{
    private readonly ResiliencePipeline _bounds = pipelines.GetPipeline(FilesBounds.Requests);

    /// <summary>Keeps one piece of a file. Nothing can be read before <see cref="CommitAsync"/>; a piece may be kept twice.</summary>
    /// <exception cref="FilesAwayException">It is not known to be kept.</exception>
    /// <param name="blob">Name of its blob.</param>
    /// <param name="number">Number of the piece, from 0.</param>
    /// <param name="piece">Its bytes, not to be changed any more: a try that nobody waits for may still be sending them.</param>
    /// <param name="length">Number of them.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task StageAsync(string blob, int number, byte[] piece, int length, CancellationToken cancellation) => RunAsync(
        async token =>
        {
            using MemoryStream content = new(piece, 0, length, writable: false);
            await container.GetBlockBlobClient(blob).StageBlockAsync(PieceId(number), content, cancellationToken: token);
            return true;
        },
        cancellation);

    /// <summary>Makes a file of its pieces.</summary>
    /// <exception cref="FilesAwayException">It is not known to be there.</exception>
    public Task CommitAsync(string blob, int pieces, string mediaType, CancellationToken cancellation) => RunAsync(
        async token =>
        {
            BlobHttpHeaders headers = new() { ContentType = mediaType, ContentDisposition = "attachment" };
            await container.GetBlockBlobClient(blob).CommitBlockListAsync(Enumerable.Range(0, pieces).Select(PieceId), headers, cancellationToken: token);
            return true;
        },
        cancellation);

    /// <summary>Opens a file; null when it is not there.</summary>
    /// <exception cref="FilesAwayException">It could not be opened in time.</exception>
    public async Task<Stream?> OpenAsync(string blob, CancellationToken cancellation)
    {
        try
        {
            var download = await RunAsync(token => OpenOnceAsync(blob, token), cancellation);
            return download.Content;
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes a file, also one of which only pieces are kept. One that is not there is no failure.</summary>
    /// <returns>True when it was there.</returns>
    /// <exception cref="FilesAwayException">It is not known to be gone.</exception>
    public Task<bool> DeleteAsync(string blob, bool maybePieces, CancellationToken cancellation) => RunAsync(
        async token =>
        {
            var client = container.GetBlockBlobClient(blob);
            if (await client.DeleteIfExistsAsync(cancellationToken: token) is { Value: true })
            {
                return true;
            }

            if (!maybePieces || !await HasPiecesAsync(client, token))
            {
                return false;
            }

            // Pieces cannot be deleted: an empty file takes their place, and that can.
            await client.CommitBlockListAsync([], cancellationToken: token);
            await client.DeleteIfExistsAsync(cancellationToken: token);
            return true;
        },
        cancellation);

    /// <summary>One page of the names of files, the oldest first, those of which only pieces are kept among them.</summary>
    /// <param name="after">What the page before ended with; null for the first.</param>
    /// <exception cref="FilesAwayException">They could not be listed in time.</exception>
    public Task<BlobPage> ListAsync(string? after, CancellationToken cancellation) => RunAsync(
        async token =>
        {
            var pages = container.GetBlobsAsync(BlobTraits.None, BlobStates.Uncommitted, prefix: null, token).AsPages(after, pageSizeHint: 500);
            await foreach (var page in pages)
            {
                return new BlobPage([.. page.Values.Select(static each => each.Name)], page.ContinuationToken is { Length: > 0 } next ? next : null);
            }

            return new BlobPage([], null);
        },
        cancellation);

    /// <summary>Asks whether the container can be used.</summary>
    /// <exception cref="FilesAwayException">It cannot.</exception>
    public Task LookAsync(CancellationToken cancellation) =>
        RunAsync(async token => await container.GetPropertiesAsync(cancellationToken: token), cancellation);

    private static async Task<bool> HasPiecesAsync(BlockBlobClient client, CancellationToken token)
    {
        try
        {
            return (await client.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: token)).Value.UncommittedBlocks.Any();
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status404NotFound)
        {
            return false;
        }
    }

    private static string PieceId(int number) => Convert.ToBase64String(BitConverter.GetBytes(number));

    private async Task<BlobDownloadStreamingResult> OpenOnceAsync(string blob, CancellationToken token) =>
        (await container.GetBlobClient(blob).DownloadStreamingAsync(cancellationToken: token)).Value;

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            T answer = await _bounds.ExecuteAsync(async token => await ask(token).WaitAsync(token), cancellation);
            monitored.Used();
            return answer;
        }
        catch (Exception e) when (FilesBounds.IsAway(e) && !cancellation.IsCancellationRequested)
        {
            monitored.Failed(e);
            throw new FilesAwayException(e);
        }
    }
}

/// <summary>Part of the list of files.</summary>
/// <param name="Names">Names of blobs.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
internal sealed record BlobPage(IReadOnlyList<string> Names, string? Next);
