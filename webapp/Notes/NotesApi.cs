using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Steadfast.WebApp.Cache;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Edge;
using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Notes;

/// <summary>Reads, writes and deletes notes. Every answer comes within 2 s, whatever the database does.</summary>
internal static class NotesApi
{
    private const string Path = "/api/notes";
    private const string OnePath = Path + "/{id:long:min(1)}";

    public static void MapNotes(this WebApplication app)
    {
        app.MapGet(Path, ListAsync).DescribeList();
        app.MapPost(Path, AddAsync).DescribeAdd();
        app.MapGet(OnePath, ShowAsync).DescribeShow();
        app.MapDelete(OnePath, DeleteAsync).DescribeDelete();
    }

    /// <summary>One page of the list, oldest first unless asked otherwise.</summary>
    private static async Task<IResult> ListAsync(HttpContext context, DatabaseAccess database, [FromServices] CachedReads? cache = null)
    {
        var (query, wrong) = NoteQuery.Parse(context.Request.Query);
        if (query is null)
        {
            return Problems.BadRequest(wrong!);
        }

        try
        {
            return cache is null
                ? TypedResults.Ok(await database.ReadAsync(session => NoteStore.ListAsync(session, query), context.RequestAborted))
                : Answer(context, await cache.ReadAsync<NotePage>(query.Name, async session => await NoteStore.ListAsync(session, query), context.RequestAborted));
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Try again.");
        }
    }

    /// <summary>The note, or 404.</summary>
    private static async Task<IResult> ShowAsync(long id, HttpContext context, DatabaseAccess database, [FromServices] CachedReads? cache = null)
    {
        try
        {
            if (cache is not null)
            {
                return Answer(context, await cache.ReadAsync($"note {id}", session => NoteStore.FindAsync(session, id), context.RequestAborted));
            }

            return await database.ReadAsync(session => NoteStore.FindAsync(session, id), context.RequestAborted) is { } note ? TypedResults.Ok(note) : NoSuchNote();
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Try again.");
        }
    }

    /// <summary>201 for a new note, 200 for one that was stored before under the same key, 409 when that one has another text.</summary>
    private static async Task<Results<Created<Note>, Ok<Note>, ProblemHttpResult>> AddAsync(
        HttpContext context, DatabaseAccess database, TimeProvider clock, [FromServices] CacheVersion? cache = null)
    {
        if (!context.Request.HasJsonContentType())
        {
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "The body must be JSON", "Send 'Content-Type: application/json'.");
        }

        if (await RequestBody.ReadAsync(context.Request, NoteDraft.LargestBody, context.RequestAborted) is not { } body)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "The body is too large", $"It may have {NoteDraft.LargestBody} bytes.");
        }

        var (draft, wrong) = NoteDraft.Parse(context.Request.Headers["Idempotency-Key"], body);
        if (draft is null)
        {
            return Problems.BadRequest(wrong!);
        }

        try
        {
            // Cut to what the database keeps, so that a repeated write is told the same moment.
            var now = clock.GetUtcNow();
            var createdAt = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
            var (note, added) = await WriteAsync(database, session => NoteStore.AddAsync(session, draft, createdAt), cache, context.RequestAborted);
            if (added)
            {
                return TypedResults.Created($"{Path}/{note.Id}", note);
            }

            return note.Text == draft.Text
                ? TypedResults.Ok(note)
                : Problems.Of(StatusCodes.Status409Conflict, "The key is taken", "Another note was stored under this 'Idempotency-Key'. Choose a new key for a new note.");
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Send it again with the same 'Idempotency-Key': however often it is sent, it is stored once.");
        }
    }

    /// <summary>204, also when there is no such note: a repeated delete has nothing left to do.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        long id, HttpContext context, DatabaseAccess database, [FromServices] CacheVersion? cache = null, [FromServices] FileRemovals? removals = null)
    {
        try
        {
            if (await WriteAsync(database, session => NoteStore.DeleteAsync(session, id), cache, context.RequestAborted) is { } blob)
            {
                removals?.Add(blob);
            }

            return TypedResults.NoContent();
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Try again.");
        }
    }

    /// <summary>Writes. A write that is not known to be stored may be: what the cache has is out of date either way.</summary>
    internal static async Task<T> WriteAsync<T>(
        DatabaseAccess database, Func<DatabaseSession, Task<T>> work, CacheVersion? cache, CancellationToken cancellation)
    {
        if (cache is null)
        {
            return await database.WriteAsync(work, cancellation);
        }

        try
        {
            return await database.WriteAsync(session => WriteAsync(session, work, cache), cancellation);
        }
        catch
        {
            await cache.InvalidateAsync();
            throw;
        }
    }

    // It may end when nobody waits for it any more, and what others have read by then is out of date too.
    private static async Task<T> WriteAsync<T>(DatabaseSession session, Func<DatabaseSession, Task<T>> work, CacheVersion cache)
    {
        try
        {
            return await work(session);
        }
        finally
        {
            await cache.InvalidateAsync();
        }
    }

    private static IResult Answer(HttpContext context, CachedRead read)
    {
        read.Mark(context, context.RequestServices.GetRequiredService<TimeProvider>());
        return read.Answer.Body.IsEmpty ? NoSuchNote() : TypedResults.Bytes(read.Answer.Body, "application/json; charset=utf-8");
    }

    /// <summary>404.</summary>
    internal static ProblemHttpResult NoSuchNote() => Problems.Of(StatusCodes.Status404NotFound, "There is no such note");

    /// <summary>503, or 500 for a fault of this application.</summary>
    internal static ProblemHttpResult Unavailable(HttpContext context, DatabaseFailureException failure, string advice)
    {
        if (failure.Kind == FailureKind.Failed)
        {
            context.RequestServices.GetRequiredService<ILogger<DatabaseAccess>>().RequestFailed(failure.InnerException?.GetType().Name, FailurePolicy.NumberOf(failure));
            return Problems.Of(StatusCodes.Status500InternalServerError, "The request failed", "The fault is in this application, and is in its log.");
        }

        context.Response.Headers.RetryAfter = "1";
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, failure.Kind switch
        {
            FailureKind.Busy => "Too many requests wait for the database",
            FailureKind.ReadOnly or FailureKind.DiskFull => "The database takes no changes now",
            _ => "The database is away",
        }, advice, DatabaseFailureException.CodeOf(failure.Kind));
    }
}
