using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The tags of resources that are not kept with the resource itself. Safe from any thread.</summary>
internal sealed class ResourceTags
{
    // Documented limits of ARM.
    private const int MaxTags = 50;
    private const int MaxName = 512;
    private const int MaxValue = 256;

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> _tags = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tags of a resource; empty when nobody has set any.</summary>
    public IReadOnlyDictionary<string, string> Of(string id) => _tags.GetValueOrDefault(id, new Dictionary<string, string>());

    /// <summary>
    /// Replaces the tags of a resource, as a PATCH does. Absent: they stay. False: they are no tags, and nothing is changed.
    /// </summary>
    public bool TryReplace(string id, JsonNode? tags)
    {
        if (tags is null)
        {
            return true;
        }

        if (!TryRead(tags, out var read))
        {
            return false;
        }

        _tags[id] = read;
        return true;
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear() => _tags.Clear();

    /// <summary>Reads an object of strings within ARM's limits.</summary>
    public static bool TryRead(JsonNode? node, out IReadOnlyDictionary<string, string> tags)
    {
        tags = new Dictionary<string, string>();
        if (node is not JsonObject named || named.Count > MaxTags)
        {
            return false;
        }

        Dictionary<string, string> read = [];
        foreach (var (name, value) in named)
        {
            if (name.Length is 0 or > MaxName
                || value is not JsonValue text || !text.TryGetValue<string>(out var written) || written.Length > MaxValue)
            {
                return false;
            }

            read[name] = written;
        }

        tags = read;
        return true;
    }
}
