using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Reads the change that a caller wants of the scale set. Pure.</summary>
/// <param name="Capacity">How many instances there shall be; null for as many as there are.</param>
/// <param name="Sku">The size of new machines; null for the same.</param>
/// <param name="Tags">The tags in place of the present ones; null for the same.</param>
internal sealed record ScaleSetChange(int? Capacity, string? Sku, IReadOnlyDictionary<string, string>? Tags)
{
    // A set with a single placement group has at most a hundred instances.
    public const int LargestCapacity = 100;

    /// <summary>The change, or one sentence that says why it cannot be made. Nothing that is asked for is dropped without a word.</summary>
    /// <param name="body">What the caller has sent.</param>
    /// <param name="whole">
    /// True for a PUT, which carries a whole set: what is not kept here at all (disks, images, extensions) is passed over there. A PATCH
    /// that names such a thing is refused, as whoever sends it wants it changed.
    /// </param>
    public static (ScaleSetChange? Change, string? Refusal) Read(JsonObject body, JsonObject present, bool whole)
    {
        if (!ArmBody.TryValue<int?>(body["sku"], "capacity", out var capacity) || capacity is < 0 or > LargestCapacity)
        {
            return (null, $"sku.capacity is a number from 0 to {LargestCapacity}.");
        }

        if (!ArmBody.TryValue<string>(body["sku"], "name", out var size) || size is { Length: 0 or > 64 })
        {
            return (null, "sku.name is the name of a size, such as Standard_B2s.");
        }

        IReadOnlyDictionary<string, string>? tags = null;
        if (body["tags"] is { } named && !ResourceTags.TryRead(named, out tags))
        {
            return (null, "tags is an object of strings: at most 50, names up to 512 letters, values up to 256.");
        }

        var rest = (JsonObject)body.DeepClone();
        rest.Remove("tags");
        (rest["sku"] as JsonObject)?.Remove("capacity");
        (rest["sku"] as JsonObject)?.Remove("name");
        // Where the tag stands in a body it is no condition: If-Match is.
        rest.Remove("etag");
        return Difference(rest, present, "", whole) is { } path
            ? (null, $"'{path}' cannot be changed here. Of the scale set sku.capacity, sku.name and tags can.")
            : (new(capacity, size, tags), null);
    }

    // The first thing that is asked for to be other than it is.
    private static string? Difference(JsonNode? asked, JsonNode? present, string path, bool whole) => (asked, present) switch
    {
        (null, _) => null,
        (_, null) => whole ? null : path,
        (JsonObject wanted, JsonObject now) => wanted
            .Select(pair => Difference(pair.Value, Find(now, pair.Key), path.Length == 0 ? pair.Key : $"{path}.{pair.Key}", whole))
            .FirstOrDefault(found => found is not null),
        (JsonArray wanted, JsonArray now) when wanted.Count == now.Count => wanted
            .Select((item, index) => Difference(item, now[index], $"{path}[{index}]", whole)).FirstOrDefault(found => found is not null),
        (JsonValue wanted, JsonValue now) when Same(wanted, now) => null,
        _ => path,
    };

    private static JsonNode? Find(JsonObject parent, string name) =>
        parent.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    // Times and names come back from a client in another spelling: 2026-01-01T00:00:00.000Z for 2026-01-01T00:00:00+00:00.
    private static bool Same(JsonValue wanted, JsonValue now) =>
        wanted.ToJsonString().Equals(now.ToJsonString(), StringComparison.OrdinalIgnoreCase)
        || (wanted.TryGetValue<DateTimeOffset>(out var one) && now.TryGetValue<DateTimeOffset>(out var other)
            && (one - other).Duration() < TimeSpan.FromSeconds(1));
}
