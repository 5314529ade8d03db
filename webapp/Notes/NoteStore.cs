using MySqlConnector;
using Steadfast.WebApp.Database;
using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Notes;

/// <summary>The notes in the database. Everything here can be run twice, because a lost connection does not tell whether it was done.</summary>
internal static class NoteStore
{
    private const string Columns = "id, text, created_at, name, type, size";
    private const string NotesAndFiles = "notes LEFT JOIN note_files ON note_id = id";

    /// <summary>One page of the list.</summary>
    public static async Task<NotePage> ListAsync(DatabaseSession session, NoteQuery query)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT {Columns}, @@global.read_only FROM {NotesAndFiles}
            WHERE @after IS NULL OR id {(query.Newest ? "<" : ">")} @after
            ORDER BY id {(query.Newest ? "DESC" : "ASC")} LIMIT @rows
            """,
            static row => (Note: NoteOf(row), ReadOnly: IsSet(row.GetValue(6))),
            ("@after", query.After ?? (object)DBNull.Value),
            // One more than asked for tells whether there is a next page.
            ("@rows", query.Limit + 1));
        await RefuseFormerPrimaryAsync(session, rows is [var first, ..] ? first.ReadOnly : null);
        Note[] page = [.. rows.Take(query.Limit).Select(static row => row.Note)];
        return new NotePage(page, rows.Count > query.Limit ? $"{page[^1].Id}" : null);
    }

    /// <summary>The note, or null.</summary>
    public static async Task<Note?> FindAsync(DatabaseSession session, long id)
    {
        var rows = await session.QueryAsync(
            $"SELECT {Columns}, @@global.read_only FROM {NotesAndFiles} WHERE id = @id",
            static row => (Note: NoteOf(row), ReadOnly: IsSet(row.GetValue(6))),
            ("@id", id));
        await RefuseFormerPrimaryAsync(session, rows is [var first] ? first.ReadOnly : null);
        return rows is [var found] ? found.Note : null;
    }

    /// <summary>Stores the note unless its key is known; then the note that is stored under it is returned, whatever its text.</summary>
    public static async Task<(Note Note, bool Added)> AddAsync(DatabaseSession session, NoteDraft draft, DateTimeOffset createdAt)
    {
        try
        {
            // Not looked up first: a former primary could know a row that the present one does not, and only a write is refused there.
            long id = await session.InsertAsync(
                "INSERT INTO notes (idempotency_key, text, created_at) VALUES (@key, @text, @createdAt)",
                ("@key", draft.Key), ("@text", draft.Text), ("@createdAt", createdAt.UtcDateTime));
            return (new Note(id, draft.Text, createdAt), true);
        }
        catch (MySqlException e) when (e.ErrorCode == MySqlErrorCode.DuplicateKeyEntry)
        {
            var stored = await session.QueryAsync($"SELECT {Columns} FROM {NotesAndFiles} WHERE idempotency_key = @key", NoteOf, ("@key", draft.Key));
            // Deleted in between: the next try stores it.
            return stored is [var note] ? (note, false) : throw new DatabaseFailureException(FailureKind.Locked, e);
        }
    }

    /// <summary>Deletes the note if it is there, and with it that it has a file. Its key is free again then.</summary>
    /// <returns>Name of the blob of its file; null when there was none.</returns>
    public static async Task<string?> DeleteAsync(DatabaseSession session, long id)
    {
        var file = await FileTable.FindAsync(session, id);
        await session.ExecuteAsync("DELETE notes, note_files FROM notes LEFT JOIN note_files ON note_id = id WHERE id = @id", ("@id", id));
        return file?.Blob;
    }

    /// <summary>
    /// Nothing is read from a former primary: an older connection that turns out read-only is replaced by a new one first.
    /// Rows bring the answer with them; without rows it is asked for.
    /// </summary>
    private static async Task RefuseFormerPrimaryAsync(DatabaseSession session, bool? readOnly)
    {
        if (!session.Young && (readOnly ?? (await session.QueryAsync("SELECT @@global.read_only", static row => IsSet(row.GetValue(0)))).Single()))
        {
            throw new DatabaseFailureException(FailureKind.ReadOnly);
        }
    }

    private static Note NoteOf(MySqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), new DateTimeOffset(row.GetDateTime(2), TimeSpan.Zero),
        row.IsDBNull(3) ? null : new NoteFile(row.GetString(3), row.GetString(4), row.GetInt64(5)));

    private static bool IsSet(object variable) => variable.ToString() is not ("0" or "OFF");
}
