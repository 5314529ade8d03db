using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;

namespace Steadfast.Docs.Tests;

/// <summary>An HTTP trigger of functions/.</summary>
/// <param name="Function">Name of the function.</param>
/// <param name="Method">The HTTP method, in lower case.</param>
/// <param name="Path">The path, with the parameters of the route.</param>
/// <param name="Trigger">The method that is called.</param>
/// <param name="IsOpen">Whether it needs no key.</param>
internal sealed record HttpFunction(string Function, string Method, string Path, MethodInfo Trigger, bool IsOpen);

/// <summary>docs/openapi.yaml, and what it is held to.</summary>
internal static class OpenApi
{
    public const string Path = "docs/openapi.yaml";

    public static readonly JsonObject Document = Yaml.Parse(Repository.Text(Path));

    /// <summary>Every HTTP trigger. The prefix of their routes stands in host.json.</summary>
    public static readonly IReadOnlyList<HttpFunction> Functions =
    [
        .. from type in CodeDocs.Functions.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let trigger = method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)
           where trigger is not null
           from verb in trigger.Methods!
           select new HttpFunction(method.GetCustomAttribute<FunctionAttribute>()!.Name, verb, $"/api/{trigger.Route}", method, trigger.AuthLevel == AuthorizationLevel.Anonymous),
    ];

    /// <summary>Every operation: "post /api/lease".</summary>
    public static IEnumerable<(string Name, JsonObject Operation)> Operations =>
        from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key} {path.Key}", operation.Value!.AsObject());

    public static JsonObject Operation(HttpFunction function) => Document["paths"]![function.Path]![function.Method]!.AsObject();

    /// <summary>The node itself, or the one that it refers to.</summary>
    public static JsonObject Resolve(JsonNode node)
    {
        if (node["$ref"] is not { } reference)
        {
            return node.AsObject();
        }

        JsonNode? found = Document;
        foreach (string part in reference.GetValue<string>().Split('/').Skip(1))
        {
            found = found?[part];
        }

        return found?.AsObject() ?? throw new InvalidOperationException($"{reference} leads nowhere.");
    }

    /// <summary>Every reference in the document.</summary>
    public static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair is { Key: "$ref", Value: JsonValue text } ? [text.GetValue<string>()] : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
