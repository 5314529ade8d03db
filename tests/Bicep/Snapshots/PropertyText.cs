using System.Text.Json;
using System.Text.RegularExpressions;

namespace Steadfast.Bicep.Tests;

/// <summary>Writes JSON as lines "path: value", so that a changed value is one changed line that says where it belongs.</summary>
internal static partial class PropertyText
{
    private const int Wide = 150;

    public static IEnumerable<string> Lines(JsonElement value, ExpressionText text) => value.EnumerateObject().SelectMany(property => Lines(property.Name, property.Value, text));

    public static IEnumerable<string> Lines(string path, JsonElement value, ExpressionText text) => value.ValueKind switch
    {
        JsonValueKind.Object when value.EnumerateObject().Any() => value.EnumerateObject().SelectMany(property => Lines($"{path}.{text.Shorten(property.Name)}", property.Value, text)),
        JsonValueKind.Object => [$"{path}: {{}}"],
        JsonValueKind.Array when value.EnumerateArray().Any(IsNested) => value.EnumerateArray().SelectMany((item, index) => Lines($"{path}[{NameOf(item) ?? $"{index}"}]", item, text)),
        JsonValueKind.Array => List(path, [.. value.EnumerateArray().Select(item => Scalar(item, text))]),
        _ => Wrapped(path, Scalar(value, text)),
    };

    private static IEnumerable<string> List(string path, string[] items) =>
        items.Sum(item => item.Length) < Wide ? [$"{path}: [{string.Join(", ", items)}]"] : items.SelectMany(item => Wrapped($"{path}[]", item));

    // A long expression is broken before the calls in it, so that a change of one part is seen as that.
    private static IEnumerable<string> Wrapped(string path, string value) =>
        value.Length < Wide || !value.StartsWith('[') ? [$"{path}: {value}"] : Calls().Split(value).Where(part => part.Length > 0).Select(part => $"{path}: {part.TrimEnd()}");

    private static bool IsNested(JsonElement item) => item.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    // An element that is put in between does not change the paths of those behind it, where elements have names.
    private static string? NameOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: < 60 } found && !found.StartsWith('[')
            ? found
            : null;

    private static string Scalar(JsonElement value, ExpressionText text) => value.ValueKind == JsonValueKind.String ? text.Shorten(value.GetString()!) : value.GetRawText();

    [GeneratedRegex(@"(?=createObject\(|format\(|'place /)")]
    private static partial Regex Calls();
}
