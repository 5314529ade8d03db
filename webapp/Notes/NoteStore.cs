using MySql.Data.MySqlClient;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Notes;

/// <summary>The notes in the database. Everything here can be run twice, because a lost connection does not tell whether it was done.</summary>
internal static class NoteStore
{
    private const int DuplicateKey = 1062;

    /// <summary>One page of the list.</summary>
    public static NotePage List(DatabaseSession session, NoteQuery query)
    {
        var rows = session.Query(
            $"""
            SELECT id, text, created_at, @@global.read_only FROM notes
            WHERE @after IS NULL OR id {(query.Newest ? "<" : ">")} @after
            ORDER BY id {(query.Newest ? "DESC" : "ASC")} LIMIT @rows
            """,
            static row => (Note: NoteOf(row), ReadOnly: IsSet(row.GetValue(3))),
            ("@after", query.After ?? (object)DBNull.Value),
            // One more than asked for tells whether there is a next page.
            ("@rows", query.Limit + 1));
        RefuseFormerPrimary(session, rows is [var first, ..] ? first.ReadOnly : null);
        Note[] page = [.. rows.Take(query.Limit).Select(static row => row.Note)];
        return new NotePage(page, rows.Count > query.Limit ? $"{page[^1].Id}" : null);
    }

    /// <summary>The note, or null.</summary>
    public static Note? Find(DatabaseSession session, long id)
    {
        var rows = session.Query(
            "SELECT id, text, created_at, @@global.read_only FROM notes WHERE id = @id",
            static row => (Note: NoteOf(row), ReadOnly: IsSet(row.GetValue(3))),
            ("@id", id));
        RefuseFormerPrimary(session, rows is [var first] ? first.ReadOnly : null);
        return rows is [var found] ? found.Note : null;
    }

    /// <summary>Stores the note unless its key is known; then the note that is stored under it is returned, whatever its text.</summary>
    public static (Note Note, bool Added) Add(DatabaseSession session, NoteDraft draft, DateTimeOffset createdAt)
    {
        try
        {
            // Not looked up first: a former primary could know a row that the present one does not, and only a write is refused there.
            long id = session.Insert(
                "INSERT INTO notes (idempotency_key, text, created_at) VALUES (@key, @text, @createdAt)",
                ("@key", draft.Key), ("@text", draft.Text), ("@createdAt", createdAt.UtcDateTime));
            return (new Note(id, draft.Text, createdAt), true);
        }
        catch (MySqlException e) when (e.Number == DuplicateKey)
        {
            var stored = session.Query("SELECT id, text, created_at FROM notes WHERE idempotency_key = @key", NoteOf, ("@key", draft.Key));
            // Deleted in between: the next try stores it.
            return stored is [var note] ? (note, false) : throw new DatabaseFailureException(FailureKind.Locked, e);
        }
    }

    /// <summary>Deletes the note if it is there. Its key is free again then.</summary>
    public static int Delete(DatabaseSession session, long id) => session.Execute("DELETE FROM notes WHERE id = @id", ("@id", id));

    /// <summary>
    /// Nothing is read from a former primary: an older connection that turns out read-only is replaced by a new one first.
    /// Rows bring the answer with them; without rows it is asked for.
    /// </summary>
    private static void RefuseFormerPrimary(DatabaseSession session, bool? readOnly)
    {
        if (!session.Young && (readOnly ?? session.Query("SELECT @@global.read_only", static row => IsSet(row.GetValue(0))).Single()))
        {
            throw new DatabaseFailureException(FailureKind.ReadOnly);
        }
    }

    private static Note NoteOf(MySqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), new DateTimeOffset(row.GetDateTime(2), TimeSpan.Zero));

    private static bool IsSet(object variable) => variable.ToString() is not ("0" or "OFF");
}
