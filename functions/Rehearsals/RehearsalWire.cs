using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Steadfast.Functions.Rehearsals;

/// <summary>
/// Carries JSON between functions, as the worker writes and reads it. What is compiled for a type is kept for all options that are equal,
/// so that what is written and read here is known to the worker too.
/// </summary>
internal static class RehearsalWire
{
    private const int Deepest = 12;

    /// <summary>Holds the worker's settings.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Carries a value as the receiver gets it.</summary>
    /// <param name="value">The value as it is sent; null stays null.</param>
    public static object? Carry(object? value, Type type)
    {
        if (value is null)
        {
            return null;
        }

        return JsonSerializer.Deserialize(JsonSerializer.Serialize(value, value.GetType(), Options), type, Options);
    }

    /// <summary>Writes and reads a value of a type in which everything is filled in, down to the last property.</summary>
    /// <returns>The value; null when there can be none.</returns>
    public static object? CarrySample(Type type) => Carry(JsonSerializer.Deserialize(Sample(type, 0), type, Options), type);

    private static JsonNode? Sample(Type type, int depth)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        JsonTypeInfo info = Options.GetTypeInfo(bare);
        return info.Kind switch
        {
            JsonTypeInfoKind.None => Plain(bare),
            _ when depth > Deepest => null,
            JsonTypeInfoKind.Enumerable => new JsonArray(Sample(info.ElementType!, depth + 1)),
            JsonTypeInfoKind.Dictionary => new JsonObject { ["1"] = Sample(info.ElementType!, depth + 1) },
            _ => new JsonObject(info.Properties.Where(property => property.Get is not null)
                .Select(property => KeyValuePair.Create(property.Name, Sample(property.PropertyType, depth + 1)))),
        };
    }

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new() { PropertyNameCaseInsensitive = true };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static JsonNode? Plain(Type type) => type switch
    {
        { IsEnum: true } => JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), type, Options),
        { IsValueType: true } => JsonSerializer.SerializeToNode(Activator.CreateInstance(type), type, Options),
        _ when type == typeof(string) => "1",
        _ => null,
    };
}
