using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Steadfast.Local.Runtime;

/// <summary>Writes JSON text as the JSON it is, so that an exported history can be read.</summary>
internal sealed class RawJson : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteRawValue(value);

    /// <summary>Tells whether two texts are the same JSON, however they are laid out.</summary>
    public static bool Same(string? one, string? other) =>
        one == other || (one is not null && other is not null && JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other)));

    /// <summary>Tells whether two texts are the same JSON but for the values of some properties, wherever these stand.</summary>
    public static bool SameBut(IReadOnlySet<string> ignored, string? one, string? other) =>
        one == other || (one is not null && other is not null && JsonNode.DeepEquals(Without(ignored, JsonNode.Parse(one)), Without(ignored, JsonNode.Parse(other))));

    private static JsonNode? Without(IReadOnlySet<string> ignored, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parts:
                foreach ((string name, JsonNode? part) in parts.ToArray())
                {
                    parts[name] = ignored.Contains(name) ? null : Without(ignored, part)?.DeepClone();
                }

                return parts;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => Without(ignored, item)?.DeepClone())]);
            default:
                return node;
        }
    }
}
