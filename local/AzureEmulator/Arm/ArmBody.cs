using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Steadfast.Local.AzureEmulator;

/// <summary>A request's JSON body.</summary>
internal static class ArmBody
{
    /// <summary>The object; an empty one for no body; null for what is not a JSON object.</summary>
    public static async Task<JsonObject?> ReadAsync(HttpRequest request)
    {
        using StreamReader reader = new(request.Body, leaveOpen: true);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            return text.Length == 0 ? [] : JsonNode.Parse(text, new JsonNodeOptions { PropertyNameCaseInsensitive = true }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first property that has none of these names, without regard to case; null when there is none.</summary>
    public static string? Others(JsonNode? parent, params IReadOnlyList<string> names) =>
        (parent as JsonObject)?.Select(pair => pair.Key).FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The value of a property, or the type's default when it is absent; false when it is of another type.</summary>
    public static bool TryValue<T>(JsonNode? parent, string name, out T? value)
    {
        value = default;
        return (parent as JsonObject)?[name] switch
        {
            null => true,
            JsonValue found => found.TryGetValue(out value),
            _ => false,
        };
    }
}
