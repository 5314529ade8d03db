namespace Steadfast.WebApp.Files;

/// <summary>The attachment of a note as clients see it.</summary>
/// <param name="Name">Name under which it is saved.</param>
/// <param name="Type">What its content was found to be.</param>
/// <param name="Size">Number of bytes.</param>
internal sealed record NoteFile(string Name, string Type, long Size);

/// <summary>An attachment and where it is kept.</summary>
/// <param name="Blob">Name of its blob; a blob never changes, another file has another one.</param>
/// <param name="Name">Name under which it is saved.</param>
/// <param name="Type">What its content was found to be.</param>
/// <param name="Size">Number of bytes.</param>
internal sealed record StoredFile(string Blob, string Name, string Type, long Size)
{
    /// <summary>The clients' view of it.</summary>
    public NoteFile ToNoteFile() => new(Name, Type, Size);
}
