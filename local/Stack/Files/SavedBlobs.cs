using System.Text.Json;
using System.Xml.Linq;

namespace Steadfast.Local.Stack.Files;

/// <summary>
/// Reads what Azurite has on disk, in two files: its blobs, and the extents that hold their content. Each is written by a timer of its own, so one may know less
/// than the other, and a blob stands in the first from its first piece on, before it is committed.
/// </summary>
internal static class SavedBlobs
{
    /// <summary>Name of the file that lists the blobs.</summary>
    public const string BlobsFile = "__azurite_db_blob__.json";

    /// <summary>Name of the file that lists the extents.</summary>
    public const string ExtentsFile = "__azurite_db_blob_extent__.json";

    /// <summary>Finds a blob that a kill -9 would take away, or back to an earlier version.</summary>
    /// <param name="listing">The blobs of the container as the server lists them, in XML.</param>
    /// <param name="container">Name of the container.</param>
    /// <param name="blobs">Content of <see cref="BlobsFile"/>.</param>
    /// <param name="extents">Content of <see cref="ExtentsFile"/>.</param>
    /// <returns>Name of the blob; null when there is none.</returns>
    public static string? FindUnsaved(string listing, string container, string blobs, string extents)
    {
        string[] kept = [.. Documents(extents, "$EXTENTS_COLLECTION$").Select(static each => Text(each, "id"))];
        var saved = Documents(blobs, "$BLOBS_COLLECTION$")
            .Where(each => Text(each, "containerName") == container && each.GetProperty("isCommitted").GetBoolean() && Extents(each).All(kept.Contains))
            .Select(static each => (Text(each, "name"), Text(each.GetProperty("properties"), "etag").Trim('"')))
            .ToHashSet();
        return XElement.Parse(listing).Descendants("Blob")
            .Select(static each => (Name: each.Element("Name")!.Value, ETag: each.Descendants("Etag").Single().Value))
            .FirstOrDefault(each => !saved.Contains(each)).Name;
    }

    // A blob that was sent at once has one, a blob of pieces one for each of them.
    private static IEnumerable<string> Extents(JsonElement blob) =>
        (blob.TryGetProperty("committedBlocksInOrder", out var pieces) ? pieces.EnumerateArray() : [])
        .Append(blob)
        .Where(static each => each.TryGetProperty("persistency", out _))
        .Select(static each => Text(each.GetProperty("persistency"), "id"));

    private static IEnumerable<JsonElement> Documents(string file, string collection) =>
        JsonDocument.Parse(file).RootElement.GetProperty("collections").EnumerateArray()
            .Where(each => Text(each, "name") == collection)
            .SelectMany(static each => each.GetProperty("data").EnumerateArray());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
