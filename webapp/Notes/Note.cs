using System.Text.Json.Serialization;
using Steadfast.WebApp.Files;

namespace Steadfast.WebApp.Notes;

/// <summary>One note as clients see it.</summary>
/// <param name="Id">Given by the database; later notes have higher ones.</param>
/// <param name="Text">1 to 500 characters.</param>
/// <param name="CreatedAt">When it was first asked for, in UTC.</param>
/// <param name="File">Its attachment; null when it has none.</param>
internal sealed record Note(
    long Id, string Text, DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NoteFile? File = null);

/// <summary>Part of the list.</summary>
/// <param name="Notes">The notes in the order asked for.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null when this is the last.</param>
internal sealed record NotePage(IReadOnlyList<Note> Notes, string? Next);
