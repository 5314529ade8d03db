using System.Text.RegularExpressions;

namespace Steadfast.Functions.Tests;

/// <summary>The folders of the Function App depend on each other in one direction, so that each can be read without those above it.</summary>
[Trait("Category", "fast")]
public sealed partial class FoldersTests
{
    // Lowest first: a folder may use those before it, never one after it. The root holds the composition and may use all.
    private static readonly string[] Order =
        ["Telemetry", "Http", "Durable", "Notifications", "Platform", "Guard", "Actions", "Incidents", "Instances", "Database", "Alerts", "Retention", "Watchdog", "Rehearsals", "Console"];

    private static readonly string Functions = Path.Combine(Root(), "functions");

    [Fact]
    public void A_folder_uses_only_folders_below_it()
    {
        string[] upward = [.. Files().SelectMany(file => Uses(file.Folder, File.ReadAllText(file.Path))
            .Where(used => Array.IndexOf(Order, used) >= Array.IndexOf(Order, file.Folder))
            .Select(used => $"{file.Folder}/{Path.GetFileName(file.Path)} uses {used}"))];
        Assert.Empty(upward);
    }

    [Fact]
    public void Every_folder_has_its_place_and_every_namespace_is_that_of_its_folder()
    {
        Assert.Equal(Order.Order(StringComparer.Ordinal), Files().Select(file => file.Folder).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(Files().Where(file => !File.ReadAllText(file.Path).Contains($"namespace Steadfast.Functions.{file.Folder};", StringComparison.Ordinal))
            .Select(file => file.Path));
    }

    [Theory]
    [InlineData("using Steadfast.Functions.Alerts;\n", "Alerts")]
    [InlineData("        return Steadfast.Functions.Alerts.AlertPolicy.Read();\n", "Alerts")]
    [InlineData("    private readonly Alerts.AlertRouter _router;\n", "Alerts")]
    public void Each_way_to_name_another_folder_is_seen(string line, string used) => Assert.Equal([used], Uses("Guard", line));

    private static IEnumerable<string> Uses(string own, string text) => [.. Named().Matches(text)
        .Select(match => match.Groups["folder"].Value)
        .Where(folder => folder != own && Order.Contains(folder))
        .Distinct()];

    private static IEnumerable<SourceFile> Files() => Directory.EnumerateFiles(Functions, "*.cs", SearchOption.AllDirectories)
        .Select(path => new SourceFile(path, Path.GetRelativePath(Functions, Path.GetDirectoryName(path)!)))
        .Where(file => file.Folder != "." && !file.Folder.StartsWith("bin", StringComparison.Ordinal) && !file.Folder.StartsWith("obj", StringComparison.Ordinal));

    [GeneratedRegex(@"(?:Steadfast\.Functions\.|^\s*(?:private|internal|public)[\w\s]*?\s|<)(?<folder>[A-Z]\w+)(?:;|\.(?=[A-Z]))", RegexOptions.Multiline)]
    private static partial Regex Named();

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Steadfast.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }

    private sealed record SourceFile(string Path, string Folder);
}
