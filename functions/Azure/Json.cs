using System.Text.Json;

namespace Steadfast.Functions.Azure;

/// <summary>Reads JSON of which any part may be absent.</summary>
internal static class Json
{
    private const int LongestText = 200;

    /// <summary>A child; an undefined element when there is none.</summary>
    public static JsonElement Child(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement child) ? child : default;

    /// <summary>A text, cut at 200 characters; null when there is none.</summary>
    public static string? Text(JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text[..Math.Min(text.Length, LongestText)] : null;
}
