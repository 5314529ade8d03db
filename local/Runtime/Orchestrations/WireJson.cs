using System.Text.Json;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>
/// The JSON of every boundary: inputs, outputs, events, status, entity state. The Functions worker's settings, so a type that does not
/// round-trip there (a tuple, a field) does not round-trip here either.
/// </summary>
internal sealed class WireJson : DataConverter
{
    public static readonly WireJson Default = new();

    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);

    public override object? Deserialize(string? data, Type targetType) =>
        string.IsNullOrEmpty(data) ? null : JsonSerializer.Deserialize(data, targetType, Options);

    public override T? Deserialize<T>(string? data)
        where T : default => string.IsNullOrEmpty(data) ? default : JsonSerializer.Deserialize<T>(data, Options);
}
