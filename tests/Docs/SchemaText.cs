using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Steadfast.Docs.Tests;

/// <summary>Writes the schemas of docs/openapi.yaml from the records that go over the wire: names as JSON has them, doc comments, bounds of bodies.</summary>
internal sealed class SchemaText
{
    /// <summary>Everything after this line is written.</summary>
    public const string Marker = "    # What follows is written by a test from the records (tests/Docs, test Write); do not edit it.\n";

    private static readonly JsonSerializerOptions Quoting = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly NullabilityInfoContext Nullability = new();

    private readonly SortedDictionary<string, Type> _types = new(StringComparer.Ordinal);
    private readonly Queue<Type> _open = new();
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>The whole document, with the schemas that its other part needs.</summary>
    public static string Write()
    {
        string byHand = Repository.Text(OpenApi.Path).Split(Marker)[0];
        HashSet<string> known = [.. Yaml.Parse(byHand)["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)];
        IEnumerable<string> wanted = OpenApi.References(Yaml.Parse(byHand)).Where(found => found.StartsWith("#/components/schemas/", StringComparison.Ordinal))
            .Select(found => found.Split('/')[^1]).Where(name => !known.Contains(name)).Distinct();
        return byHand + Marker + new SchemaText().Of(wanted.Select(Find));
    }

    private static Type Find(string name) =>
        CodeDocs.Functions.GetTypes().SingleOrDefault(type => type.Name == name) ?? throw new InvalidOperationException($"There is no type {name}.");

    private string Of(IEnumerable<Type> types)
    {
        foreach (Type type in types)
        {
            Name(type);
        }

        while (_open.TryDequeue(out Type? type))
        {
            _texts[type.Name] = type.IsEnum ? Enumeration(type) : Record(type);
        }

        return string.Concat(_texts.Values);
    }

    private string Name(Type type)
    {
        if (_types.TryAdd(type.Name, type))
        {
            _open.Enqueue(type);
        }

        return _types[type.Name] == type ? type.Name : throw new InvalidOperationException($"Two types are called {type.Name}.");
    }

    private static string Enumeration(Type type)
    {
        StringBuilder text = new($"    {type.Name}:\n      description: |\n        {CodeDocs.Of(type)}\n\n");
        foreach (Enum value in Enum.GetValues(type))
        {
            text.Append($"        - {Wire(value)}: {CodeDocs.Of(value)}\n");
        }

        return text.Append($"      type: string\n      enum: [{string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(Wire))}]\n").ToString();
    }

    private string Record(Type type)
    {
        bool isBody = IsBody(type);
        (JsonPropertyInfo Json, PropertyInfo Code)[] properties =
            [.. JsonSerializerOptions.Web.GetTypeInfo(type).Properties.Where(property => property.Get is not null).Select(property => (property, (PropertyInfo)property.AttributeProvider!))];
        StringBuilder text = new($"    {type.Name}:\n      description: {Quoted(CodeDocs.Of(type))}\n      type: object\n");
        if (isBody)
        {
            text.Append("      additionalProperties: false\n");
            string[] required = [.. properties.Where(property => property.Code.IsDefined(typeof(RequiredAttribute))).Select(property => property.Json.Name)];
            text.Append(required.Length == 0 ? "" : $"      required: [{string.Join(", ", required)}]\n");
        }

        text.Append("      properties:\n");
        foreach ((JsonPropertyInfo json, PropertyInfo code) in properties)
        {
            // In a body, null is the same as absent.
            bool isNullable = !isBody && IsNullable(code);
            text.Append($"        {json.Name}:\n          description: {Quoted(CodeDocs.Of(code))}\n");
            text.Append(OwnNames(code) is { } names ? names : Shape(code.PropertyType, isNullable, isBody, "          "));
            text.Append(Bounds(code, isBody));
        }

        return text.ToString();
    }

    private string Shape(Type type, bool isNullable, bool isBody, string indent)
    {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        string nullable = isNullable ? $"{indent}oneOf:\n{indent}  - $ref: \"#/components/schemas/{{0}}\"\n{indent}  - type: \"null\"\n" : $"{indent}$ref: \"#/components/schemas/{{0}}\"\n";
        string Plain(string name, string more = "") => $"{indent}type: {(isNullable ? $"[{name}, \"null\"]" : name)}\n{(more.Length == 0 ? "" : $"{indent}{more}\n")}";
        return inner switch
        {
            _ when inner == typeof(string) => Plain("string"),
            _ when inner == typeof(bool) => Plain("boolean"),
            _ when inner == typeof(int) => Plain("integer"),
            _ when inner == typeof(double) => Plain("number"),
            _ when inner == typeof(DateTime) || inner == typeof(DateTimeOffset) => Plain("string", "format: date-time"),
            _ when inner == typeof(TimeSpan) => Plain("string", "pattern: ^([0-9]+\\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$"),
            { IsEnum: true } when isBody => Plain("string", $"enum: [{string.Join(", ", Enum.GetNames(inner).Select(JsonNamingPolicy.CamelCase.ConvertName))}]"),
            { IsGenericType: true } list when list.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) =>
                $"{Plain("array")}{indent}items:\n{Shape(list.GetGenericArguments()[0], isNullable: false, isBody, $"{indent}  ")}",
            _ when inner.Assembly == CodeDocs.Functions => string.Format(System.Globalization.CultureInfo.InvariantCulture, nullable, Name(inner)),
            _ => throw new InvalidOperationException($"{inner} has no schema."),
        };
    }

    // An enum that this property spells in another way than its type does; null for all others.
    private static string? OwnNames(PropertyInfo code)
    {
        Type type = Nullable.GetUnderlyingType(code.PropertyType) ?? code.PropertyType;
        if (!type.IsEnum || code.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is not { } converter)
        {
            return null;
        }

        JsonSerializerOptions spelling = new() { Converters = { (JsonConverter)Activator.CreateInstance(converter)! } };
        IEnumerable<string> names = Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.Serialize(value, type, spelling).Trim('"'));
        return $"          type: string\n          enum: [{string.Join(", ", names)}]\n";
    }

    private static string Bounds(PropertyInfo code, bool isBody)
    {
        StringBuilder text = new();
        if (isBody && code.PropertyType == typeof(string) && code.IsDefined(typeof(RequiredAttribute)))
        {
            text.Append("          minLength: 1\n");
        }

        if (code.GetCustomAttribute<StringLengthAttribute>() is { } length)
        {
            text.Append($"          maxLength: {length.MaximumLength}\n");
        }

        if (code.GetCustomAttribute<RangeAttribute>() is { Minimum: int least, Maximum: int most })
        {
            text.Append($"          minimum: {least}\n          maximum: {most}\n");
        }

        return text.ToString();
    }

    private static bool IsBody(Type type) => type.Name.EndsWith("Body", StringComparison.Ordinal);

    private static bool IsNullable(PropertyInfo code) =>
        Nullable.GetUnderlyingType(code.PropertyType) is not null || Nullability.Create(code).ReadState == NullabilityState.Nullable;

    private static string Wire(Enum value) => JsonSerializer.Serialize(value, value.GetType(), JsonSerializerOptions.Web).Trim('"');

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Quoting);
}
