using System.Text.Json.Nodes;

namespace Steadfast.Docs.Tests;

/// <summary>One function as the Functions host is told of it.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Trigger">Type of its trigger, without "Trigger": "http", "timer", "orchestration", "activity", "entity".</param>
/// <param name="Detail">What the trigger listens to: "post /api/alerts", a schedule, or nothing.</param>
/// <param name="Key">Which key opens it: "function" or "none" for HTTP, else nothing.</param>
/// <param name="HasClient">True when it is given a Durable client.</param>
internal sealed record HostedFunction(string Name, string Trigger, string Detail, string Key, bool HasClient);

/// <summary>functions.metadata, which the Functions SDK writes when functions/ is built and which the Functions host reads.</summary>
internal static class FunctionsMetadata
{
    public const string Page = "docs/functions.md";

    private const string Begin = "| function | trigger | listens to | key | Durable client |";

    public static readonly IReadOnlyList<HostedFunction> Functions =
    [
        .. JsonNode.Parse(File.ReadAllText(FilePath()))!.AsArray().Select(function => Read(function!)).OrderBy(function => function.Name, StringComparer.Ordinal),
    ];

    /// <summary>Writes the page: its text as it is, and the table as the metadata says.</summary>
    public static string WritePage()
    {
        string page = Repository.Text(Page);
        string text = page[..page.IndexOf(Begin, StringComparison.Ordinal)];
        IEnumerable<string> rows = Functions.Select(function =>
            $"| {function.Name} | {function.Trigger} | {Code(function.Detail)} | {function.Key} | {(function.HasClient ? "yes" : "")} |");
        return text + string.Join('\n', [Begin, "|---|---|---|---|---|", .. rows]) + "\n";
    }

    private static HostedFunction Read(JsonNode function)
    {
        JsonNode[] bindings = [.. function["bindings"]!.AsArray().Select(binding => binding!)];
        JsonNode trigger = bindings.Single(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.Ordinal));
        return new(
            function["name"]!.GetValue<string>(),
            TypeOf(trigger)[..^"Trigger".Length],
            DetailOf(trigger),
            trigger["authLevel"] is { } level ? Lower(level.ToString()).Replace("anonymous", "none", StringComparison.Ordinal) : "",
            bindings.Any(binding => TypeOf(binding) == "durableClient"));
    }

    private static string DetailOf(JsonNode trigger)
    {
        if (trigger["schedule"] is { } schedule)
        {
            return schedule.GetValue<string>();
        }

        return trigger["route"] is { } route ? $"{string.Join(' ', trigger["methods"]!.AsArray())} /api/{route}" : "";
    }

    private static string TypeOf(JsonNode binding) => binding["type"]!.GetValue<string>();

    private static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private static string Lower(string text) => text.ToLowerInvariant();

    // Sample: artifacts/bin/Steadfast.Docs.Tests/debug/ -> artifacts/bin/Steadfast.Functions/debug/functions.metadata
    private static string FilePath()
    {
        DirectoryInfo configuration = new(AppContext.BaseDirectory);
        return Path.Combine(configuration.Parent!.Parent!.FullName, "Steadfast.Functions", configuration.Name, "functions.metadata");
    }
}
