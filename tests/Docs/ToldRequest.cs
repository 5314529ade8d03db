using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steadfast.Docs.Tests;

/// <summary>A request that a page tells people to send.</summary>
/// <param name="Method">In lower case.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Query">The query; empty without one.</param>
/// <param name="Body">The JSON body; null without one.</param>
internal sealed partial record ToldRequest(string Method, string Path, string Query, string? Body)
{
    /// <summary>The curl lines of a page that ask the automation.</summary>
    public static IEnumerable<ToldRequest> OfCurl(string page) => Curl().Matches(page).Select(match =>
    {
        Match body = Json().Match(match.Value);
        string[] address = match.Groups["path"].Value.Split('?');
        return new ToldRequest(
            body.Success ? "post" : "get", address[0], address.Length > 1 ? address[1] : "", body.Success ? body.Groups["json"].Value.Replace("\\\"", "\"", StringComparison.Ordinal) : null);
    });

    /// <summary>The requests that are named in the text of a page: <c>POST /api/lease</c>.</summary>
    public static IEnumerable<ToldRequest> OfText(string page) => Named().Matches(page).Select(match =>
        new ToldRequest(match.Groups["method"].Value.ToLowerInvariant(), match.Groups["path"].Value, match.Groups["query"].Value, null));

    /// <summary>The operation of the OpenAPI document that it asks for; null when there is none.</summary>
    public JsonObject? Operation => OpenApi.Operations.FirstOrDefault(known => known.Name.Split(' ') is var parts && parts[0] == Method && Fits(parts[1], known.Operation)).Operation;

    /// <summary>What is wrong with it by the OpenAPI document; null when nothing is.</summary>
    public string? Problem() => Operation is { } operation ? QueryProblem(operation) ?? BodyProblem(operation) : $"there is no {Method} {Path}";

    // A page may give a value or the name of the parameter.
    private bool Fits(string template, JsonObject operation)
    {
        string[] wanted = template.Split('/');
        string[] given = Path.Split('/');
        return wanted.Length == given.Length && wanted.Zip(given).All(pair =>
            pair.First == pair.Second || (pair.First.StartsWith('{') && IsAllowed(Parameter(operation, "path", pair.First.Trim('{', '}'))!, pair.Second)));
    }

    private string? QueryProblem(JsonObject operation)
    {
        if (Query.Length == 0)
        {
            return null;
        }

        string[] parts = Query.Split('=');
        return Parameter(operation, "query", parts[0]) is not { } schema ? $"{Path} has no parameter {parts[0]}"
            : IsAllowed(schema, parts[1]) ? null : $"{parts[1]} is no value of {parts[0]}";
    }

    private string? BodyProblem(JsonObject operation) => (Body, operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"]) switch
    {
        (null, _) => null,
        (_, null) => $"{Path} takes no body",
        var (body, schema) => Bodies.Problem(schema.GetValue<string>().Split('/')[^1], body),
    };

    private static JsonObject? Parameter(JsonObject operation, string place, string name) => operation["parameters"]?.AsArray()
        .Select(parameter => OpenApi.Resolve(parameter!))
        .FirstOrDefault(parameter => parameter["in"]!.GetValue<string>() == place && parameter["name"]!.GetValue<string>() == name)?["schema"]!.AsObject();

    private static bool IsAllowed(JsonObject schema, string value) =>
        schema["enum"] is { } choices ? choices.AsArray().Any(choice => choice!.GetValue<string>() == value)
        : schema["pattern"] is not { } pattern || Regex.IsMatch(value, pattern.GetValue<string>());

    [GeneratedRegex("curl [^\\n]*?\"\\$AUTOMATION(?<path>/api/[^\"]*)\"")]
    private static partial Regex Curl();

    // Sample: --json '{"by":"anna"}', or within quotes of a shell --json "{\"by\":\"anna\"}"
    [GeneratedRegex("--json (?:'(?<json>[^']*)'|\"(?<json>(?:[^\"\\\\]|\\\\.)*)\")")]
    private static partial Regex Json();

    [GeneratedRegex("(?<method>GET|POST) (?<path>/api/[A-Za-z0-9/{}-]+)(?:\\?(?<query>[a-zA-Z=]+))?")]
    private static partial Regex Named();
}
