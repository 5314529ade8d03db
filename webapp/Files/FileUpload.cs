using Polly;
using Polly.RateLimiting;
using Polly.Registry;
using Polly.Timeout;
using Steadfast.WebApp.Edge;

namespace Steadfast.WebApp.Files;

/// <summary>Takes a file in, piece by piece: never more than one of them is in memory.</summary>
internal sealed class FileUpload(FileStore store, FileRemovals removals, ResiliencePipelineProvider<string> pipelines, TimeProvider clock)
{
    /// <summary>Most bytes of a file. 10 MB.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    private const int PieceBytes = 512 * 1024;

    private readonly ResiliencePipeline _bounds = pipelines.GetPipeline(FilesBounds.Uploads);

    /// <summary>Takes in a body and keeps it, if it may be kept.</summary>
    /// <param name="body">The content. What its client says of its length and type is not believed.</param>
    /// <param name="sentName">Name of the file as the client sent it.</param>
    /// <exception cref="FilesAwayException">It is not known to be kept.</exception>
    public async Task<UploadResult> RunAsync(Stream body, string? sentName, CancellationToken cancellation)
    {
        try
        {
            return await _bounds.ExecuteAsync(async token => await TakeAsync(body, sentName, token), cancellation);
        }
        catch (RateLimiterRejectedException)
        {
            return new(null, UploadRefusal.Busy);
        }
        catch (TimeoutRejectedException)
        {
            return new(null, UploadRefusal.TooSlow);
        }
    }

    private async Task<UploadResult> TakeAsync(Stream body, string? sentName, CancellationToken cancellation)
    {
        string blob = BlobName.New(clock.GetUtcNow());
        Progress progress = new();
        bool isKept = false;
        try
        {
            var refusal = await TakePiecesAsync(body, blob, progress, cancellation);
            if (refusal != UploadRefusal.None)
            {
                return new(null, refusal);
            }

            await store.CommitAsync(blob, progress.Pieces, progress.Type!.MediaType, cancellation);
            isKept = true;
            return new(new StoredFile(blob, FileName.Of(sentName, progress.Type), progress.Type.MediaType, progress.Bytes), UploadRefusal.None);
        }
        finally
        {
            if (!isKept && progress.Pieces > 0)
            {
                removals.Add(blob, maybePieces: true);
            }
        }
    }

    private async Task<UploadRefusal> TakePiecesAsync(Stream body, string blob, Progress progress, CancellationToken cancellation)
    {
        TextCheck? text = null;
        for (bool isLast = false; !isLast;)
        {
            // A new one each time: what is being sent must not change.
            byte[] piece = new byte[PieceBytes];
            int length = await RequestBody.FillAsync(body, piece, cancellation);
            isLast = length < PieceBytes;
            progress.Bytes += length;
            if (progress.Bytes is 0 or > MaxBytes)
            {
                return progress.Bytes == 0 ? UploadRefusal.Empty : UploadRefusal.TooLarge;
            }

            if (progress.Type is null)
            {
                progress.Type = FileType.Of(piece.AsSpan(0, length));
                text = progress.Type == FileType.Text ? new() : null;
            }

            if (text?.Accepts(piece.AsSpan(0, length), isLast) == false)
            {
                return UploadRefusal.NotAllowed;
            }

            if (length > 0)
            {
                // Counted first: a piece that is not known to be kept may be.
                await store.StageAsync(blob, progress.Pieces++, piece, length, cancellation);
            }
        }

        return UploadRefusal.None;
    }

    /// <summary>Progress of an upload.</summary>
    private sealed class Progress
    {
        public long Bytes { get; set; }

        public int Pieces { get; set; }

        public FileType? Type { get; set; }
    }
}

/// <summary>Reason why a file is not taken.</summary>
internal enum UploadRefusal
{
    /// <summary>It is taken.</summary>
    None,

    /// <summary>It has no bytes.</summary>
    Empty,

    /// <summary>It has too many.</summary>
    TooLarge,

    /// <summary>Its content is none of the kinds that are taken.</summary>
    NotAllowed,

    /// <summary>Too many files are being taken in at once.</summary>
    Busy,

    /// <summary>Its client took too long.</summary>
    TooSlow,
}

/// <summary>Outcome of an upload.</summary>
/// <param name="File">The file as it is kept; null when it was not taken.</param>
/// <param name="Refusal">Why not.</param>
internal sealed record UploadResult(StoredFile? File, UploadRefusal Refusal);
