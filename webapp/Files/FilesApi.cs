using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Steadfast.WebApp.Cache;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Notes;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Steadfast.WebApp.Files;

/// <summary>Takes, serves and deletes the file of a note.</summary>
internal static class FilesApi
{
    private const string Path = "/api/notes/{id:long:min(1)}/file";

    public static void MapFiles(this WebApplication app)
    {
        app.MapPut(Path, PutAsync).DescribePut();
        app.MapGet(Path, GetAsync).DescribeGet();
        app.MapDelete(Path, DeleteAsync).DescribeDelete();
    }

    /// <summary>200 once the file is in the storage and the note has it. Sent again, it takes the place of itself.</summary>
    private static async Task<Results<Ok<NoteFile>, ProblemHttpResult>> PutAsync(
        long id, HttpContext context, [FromServices] FileUpload upload, [FromServices] FileRemovals removals, DatabaseAccess database,
        TimeProvider clock, string? name = null, [FromServices] CacheVersion? cache = null)
    {
        if (context.Request.ContentLength > FileUpload.MaxBytes)
        {
            return Refuse(context, UploadRefusal.TooLarge);
        }

        // Counted by the upload itself: the server would count the frames of chunks too.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        try
        {
            if (!await database.ReadAsync(session => FileTable.NoteExistsAsync(session, id), context.RequestAborted))
            {
                return NotesApi.NoSuchNote();
            }

            var (file, refusal) = await upload.RunAsync(context.Request.Body, name, context.RequestAborted);
            if (file is null)
            {
                return Refuse(context, refusal);
            }

            var attached = await NotesApi.WriteAsync(
                database, session => FileTable.AttachAsync(session, id, file, clock.GetUtcNow()), cache, context.RequestAborted);
            foreach (string orphan in attached.Orphans)
            {
                removals.Add(orphan);
            }

            return attached.IsThere ? TypedResults.Ok(file.ToNoteFile()) : NotesApi.NoSuchNote();
        }
        catch (FilesAwayException)
        {
            return Away(context, "Send it again: the note is kept, and has the file once however often it is sent.");
        }
        catch (DatabaseFailureException failure)
        {
            return NotesApi.Unavailable(context, failure, "Send it again: the note has the file once however often it is sent.");
        }
    }

    /// <summary>The file, to be saved and not shown.</summary>
    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> GetAsync(
        long id, HttpContext context, [FromServices] FileStore store, DatabaseAccess database, [FromServices] CachedReads? cache = null)
    {
        try
        {
            // What the cache knows may have been replaced a moment ago; then the database knows.
            for (var reads = cache; ; reads = null)
            {
                if (await FindAsync(id, context, database, reads) is not { } file)
                {
                    return NoSuchFile();
                }

                if (await store.OpenAsync(file.Blob, context.RequestAborted) is { } content)
                {
                    await using (content)
                    {
                        await FileAnswer.SendAsync(context, file, content);
                    }

                    return TypedResults.Empty;
                }

                if (reads is null)
                {
                    context.RequestServices.GetRequiredService<ILogger<FileStore>>().FileMissing(id);
                    return NoSuchFile();
                }
            }
        }
        catch (FilesAwayException)
        {
            return Away(context, "Try again. Notes are served meanwhile.");
        }
        catch (DatabaseFailureException failure)
        {
            return NotesApi.Unavailable(context, failure, "Try again.");
        }
    }

    /// <summary>204, also when there is no such file: a repeated delete has nothing left to do.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        long id, HttpContext context, [FromServices] FileRemovals removals, DatabaseAccess database, [FromServices] CacheVersion? cache = null)
    {
        try
        {
            if (await NotesApi.WriteAsync(database, session => FileTable.DetachAsync(session, id), cache, context.RequestAborted) is { } blob)
            {
                removals.Add(blob);
            }

            return TypedResults.NoContent();
        }
        catch (DatabaseFailureException failure)
        {
            return NotesApi.Unavailable(context, failure, "Try again.");
        }
    }

    private static async Task<StoredFile?> FindAsync(long id, HttpContext context, DatabaseAccess database, CachedReads? cache)
    {
        if (cache is null)
        {
            return await database.ReadAsync(session => FileTable.FindAsync(session, id), context.RequestAborted);
        }

        var read = await cache.ReadAsync($"file {id}", session => FileTable.FindAsync(session, id), context.RequestAborted);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return read.Answer.Body.IsEmpty ? null : JsonSerializer.Deserialize<StoredFile>(read.Answer.Body.Span, json);
    }

    private static ProblemHttpResult NoSuchFile() => Problems.Of(StatusCodes.Status404NotFound, "There is no such note, or it has no file");

    private static ProblemHttpResult Away(HttpContext context, string advice)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The storage of files is away", advice, "filesAway");
    }

    private static ProblemHttpResult Refuse(HttpContext context, UploadRefusal refusal)
    {
        switch (refusal)
        {
            case UploadRefusal.Empty:
                return Problems.BadRequest("The body is empty: it must be the content of the file.");
            case UploadRefusal.TooLarge:
                return Problems.Of(StatusCodes.Status413PayloadTooLarge, "The file is too large", "It may have 10 MB.");
            case UploadRefusal.NotAllowed:
                return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "This kind of file is not taken", $"Its content must be one of {FileType.Allowed}.");
            case UploadRefusal.TooSlow:
                return Problems.Of(StatusCodes.Status408RequestTimeout, "The file took too long", "Send it again.");
            default:
                context.Response.Headers.RetryAfter = "1";
                return Problems.Of(StatusCodes.Status503ServiceUnavailable, "Too many files are being sent", "Send it again.", "busy");
        }
    }
}
