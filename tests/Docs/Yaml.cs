using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Steadfast.Docs.Tests;

/// <summary>A YAML text as JSON, which is what an OpenAPI document is.</summary>
internal static class Yaml
{
    public static JsonObject Parse(string text)
    {
        YamlStream stream = new();
        stream.Load(new StringReader(text));
        return (JsonObject)Convert(stream.Documents.Single().RootNode)!;
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Convert(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } quoted => JsonValue.Create(quoted.Value),
        YamlScalarNode plain => Scalar(plain.Value!),
        _ => throw new InvalidOperationException($"{node} is neither a mapping, a list nor a text."),
    };

    // The core schema of YAML, as far as documents like these use it.
    private static JsonNode? Scalar(string text) => text switch
    {
        "" or "null" or "~" => null,
        "true" or "false" => JsonValue.Create(text == "true"),
        _ when long.TryParse(text, out long number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
