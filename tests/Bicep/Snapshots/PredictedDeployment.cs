using System.Text.Json;

namespace Steadfast.Bicep.Tests;

/// <summary>What a deployment would create, as text that a person can review and a test can compare.</summary>
/// <param name="Resources">Resources by their IDs, each with its properties as lines "path: value".</param>
/// <param name="Outputs">Outputs of the deployment.</param>
/// <param name="Diagnostics">What could not be predicted, and so could not be shown by what-if either.</param>
internal sealed record PredictedDeployment(IReadOnlyDictionary<string, PredictedResource> Resources, IReadOnlyList<string> Outputs, IReadOnlyList<string> Diagnostics)
{
    public const string Subscription = "00000000-0000-0000-0000-00000000005b";
    public const string Tenant = "00000000-0000-0000-0000-00000000007e";
    public const string Environment = "demo";

    /// <summary>The whole deployment: resources in the order of their IDs, then the outputs.</summary>
    public IEnumerable<string> Lines => Resources.OrderBy(each => each.Key, StringComparer.Ordinal)
        .SelectMany(each => each.Value.Lines.Select(line => $"  {line}").Prepend(each.Key).Append(""))
        .Append("outputs").Concat(Outputs.Select(line => $"  {line}"));

    public static PredictedDeployment From(JsonElement snapshot)
    {
        // Every name with random characters has them from one token, and that of the registry has all of it.
        string token = snapshot.GetProperty("outputs").GetProperty("AZURE_CONTAINER_REGISTRY_NAME").GetString()!["acr".Length..];
        ExpressionText text = new(token);
        return new(
            snapshot.GetProperty("predictedResources").EnumerateArray().Select(each => PredictedResource.From(each, text)).ToDictionary(each => each.Id),
            [.. PropertyText.Lines(snapshot.GetProperty("outputs"), text).Order(StringComparer.Ordinal)],
            [.. snapshot.GetProperty("diagnostics").EnumerateArray().Select(each => text.Shorten(each.GetString()!))]);
    }

    /// <summary>What differs from another deployment: new resources, removed ones, and changed lines below the resource they belong to.</summary>
    public IEnumerable<string> DifferencesFrom(PredictedDeployment other)
    {
        foreach (string id in Resources.Keys.Union(other.Resources.Keys).Order(StringComparer.Ordinal))
        {
            IReadOnlyList<string>? before = other.Resources.GetValueOrDefault(id)?.Lines, after = Resources.GetValueOrDefault(id)?.Lines;
            foreach (string line in Differences(id, before, after))
            {
                yield return line;
            }
        }

        foreach (string line in Differences("outputs", other.Outputs, Outputs))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Differences(string header, IReadOnlyList<string>? before, IReadOnlyList<string>? after) => (before, after) switch
    {
        (null, { } added) => [$"+ {header}", .. added.Select(line => $"+   {line}"), ""],
        ({ }, null) => [$"- {header}", ""],
        ({ } old, { } now) when !old.SequenceEqual(now) => [$"~ {header}", .. old.Except(now).Select(line => $"-   {line}"), .. now.Except(old).Select(line => $"+   {line}"), ""],
        _ => [],
    };
}

/// <summary>One resource that would be created.</summary>
/// <param name="Id">Resource ID, relative to the resource group of the stack where it is in it.</param>
/// <param name="Lines">Its properties, one a line.</param>
/// <param name="Json">The resource as the compiler predicts it.</param>
internal sealed record PredictedResource(string Id, IReadOnlyList<string> Lines, JsonElement Json)
{
    public string Type => Json.GetProperty("type").GetString()!;

    public string Name => Json.GetProperty("name").GetString()!;

    public JsonElement Properties => Json.GetProperty("properties");

    public static PredictedResource From(JsonElement resource, ExpressionText text)
    {
        string id = text.Shorten(resource.GetProperty("id").GetString()!);
        var lines = resource.EnumerateObject().Where(property => property.Name is not ("id" or "type" or "name")).SelectMany(property => PropertyText.Lines(property.Name, property.Value, text));
        // Azure alone knows some names, and so the IDs that are made of them.
        string known = id.StartsWith('[') ? $"{resource.GetProperty("type").GetString()}/{text.Shorten(resource.GetProperty("name").GetString()!)}" : id;
        return new(known, [.. lines], resource.Clone());
    }
}
