using Microsoft.AspNetCore.Http.HttpResults;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Edge;

namespace Steadfast.WebApp.Notes;

/// <summary>Reads, writes and deletes notes. Every answer comes within 2 s, whatever the database does.</summary>
internal static class NotesApi
{
    private const string Path = "/api/notes";
    private const string OnePath = Path + "/{id:long:min(1)}";

    public static void MapNotes(this WebApplication app)
    {
        app.MapGet(Path, ListAsync);
        app.MapPost(Path, AddAsync);
        app.MapGet(OnePath, ShowAsync);
        app.MapDelete(OnePath, DeleteAsync);
    }

    /// <summary>One page of the list, oldest first unless asked otherwise.</summary>
    private static async Task<Results<Ok<NotePage>, ProblemHttpResult>> ListAsync(HttpContext context, DatabaseAccess database)
    {
        var (query, wrong) = NoteQuery.Parse(context.Request.Query);
        if (query is null)
        {
            return Problems.BadRequest(wrong!);
        }

        try
        {
            return TypedResults.Ok(await database.ReadAsync(session => NoteStore.List(session, query), context.RequestAborted));
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Try again.");
        }
    }

    /// <summary>The note, or 404.</summary>
    private static async Task<Results<Ok<Note>, ProblemHttpResult>> ShowAsync(long id, HttpContext context, DatabaseAccess database)
    {
        try
        {
            return await database.ReadAsync(session => NoteStore.Find(session, id), context.RequestAborted) is { } note
                ? TypedResults.Ok(note)
                : Problems.Of(StatusCodes.Status404NotFound, "There is no such note");
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Try again.");
        }
    }

    /// <summary>201 for a new note, 200 for one that was stored before under the same key, 409 when that one has another text.</summary>
    private static async Task<Results<Created<Note>, Ok<Note>, ProblemHttpResult>> AddAsync(HttpContext context, DatabaseAccess database, TimeProvider clock)
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
            var (note, added) = await database.WriteAsync(session => NoteStore.Add(session, draft, createdAt), context.RequestAborted);
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
    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(long id, HttpContext context, DatabaseAccess database)
    {
        try
        {
            await database.WriteAsync(session => NoteStore.Delete(session, id), context.RequestAborted);
            return TypedResults.NoContent();
        }
        catch (DatabaseFailureException failure)
        {
            return Unavailable(context, failure, "Try again.");
        }
    }

    private static ProblemHttpResult Unavailable(HttpContext context, DatabaseFailureException failure, string advice)
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
