using MySqlConnector;
using Steadfast.WebApp.Database;

namespace Steadfast.WebApp.Files;

/// <summary>Table that says which note has which file, in the database. Everything here can be run twice.</summary>
internal static class FileTable
{
    private const string Columns = "blob_name, name, type, size";

    /// <summary>The file of a note; null when there is no such note, or it has none.</summary>
    public static async Task<StoredFile?> FindAsync(DatabaseSession session, long note)
    {
        var rows = await session.QueryAsync($"SELECT {Columns} FROM note_files WHERE note_id = @note", FileOf, ("@note", note));
        return rows is [var file] ? file : null;
    }

    /// <summary>Finds out whether there is such a note.</summary>
    public static async Task<bool> NoteExistsAsync(DatabaseSession session, long note) =>
        (await session.QueryAsync("SELECT 1 FROM notes WHERE id = @note", static _ => true, ("@note", note))).Count > 0;

    /// <summary>Gives a note a file, instead of the one it had.</summary>
    public static async Task<Attached> AttachAsync(DatabaseSession session, long note, StoredFile file, DateTimeOffset now)
    {
        var before = await FindAsync(session, note);
        // By way of the note, whose row is held meanwhile: a note that is being deleted gets none.
        await session.ExecuteAsync(
            """
            INSERT INTO note_files (note_id, blob_name, name, type, size, stored_at)
            SELECT id, @blob, @name, @type, @size, @now FROM notes WHERE id = @note
            ON DUPLICATE KEY UPDATE blob_name = @blob, name = @name, type = @type, size = @size, stored_at = @now
            """,
            ("@note", note), ("@blob", file.Blob), ("@name", file.Name), ("@type", file.Type), ("@size", file.Size), ("@now", now.UtcDateTime));
        // A second run changes nothing, so what the statement has changed does not tell. Another file may have taken its place already.
        bool isKept = (await FindAsync(session, note))?.Blob == file.Blob;
        string?[] orphans = [before?.Blob == file.Blob ? null : before?.Blob, isKept ? null : file.Blob];
        return new(isKept || await NoteExistsAsync(session, note), [.. orphans.OfType<string>()]);
    }

    /// <summary>Takes its file from a note.</summary>
    /// <returns>Name of the blob; null when there was none.</returns>
    public static async Task<string?> DetachAsync(DatabaseSession session, long note)
    {
        var file = await FindAsync(session, note);
        await session.ExecuteAsync("DELETE FROM note_files WHERE note_id = @note", ("@note", note));
        return file?.Blob;
    }

    /// <summary>Those of some blobs that a note has. Asked by a write: a former primary, which may not know all of them, refuses that.</summary>
    public static async Task<IReadOnlySet<string>> KeptAsync(DatabaseSession session, IReadOnlyList<string> blobs)
    {
        await session.ExecuteAsync("DELETE note_files FROM note_files LEFT JOIN notes ON notes.id = note_files.note_id WHERE notes.id IS NULL");
        (string, object)[] values = [.. blobs.Select(static (blob, index) => ($"@b{index}", (object)blob))];
        var kept = await session.QueryAsync(
            $"SELECT blob_name FROM note_files WHERE blob_name IN ({string.Join(", ", values.Select(static each => each.Item1))})",
            static row => row.GetString(0), values);
        return kept.ToHashSet(StringComparer.Ordinal);
    }

    private static StoredFile FileOf(MySqlDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3));
}

/// <summary>Outcome of giving a note a file.</summary>
/// <param name="IsThere">False when there is no such note.</param>
/// <param name="Orphans">Blobs that no note has now: of the file it had before, and of this one when it is not the note's.</param>
internal sealed record Attached(bool IsThere, IReadOnlyList<string> Orphans);
