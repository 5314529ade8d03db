using System.Text.RegularExpressions;

namespace Steadfast.Pipelines.Tests;

/// <summary>The trait Category, by which <c>./steadfast test --category</c> chooses (docs/development.md, "Categories").</summary>
[Trait("Category", "fast")]
public sealed partial class CategoryTests
{
    private static readonly string[] Known = ["exhaustive", "fast", "real-backend", "real-processes"];

    // Types of the test projects, and of what they test, that start a program.
    private static readonly string[] Starters =
    [
        "using Process ", "Process.Start(", "ProcessStartInfo", "ChildProcess", "WebProcess", "WebAppUnderTest", "WebClient", "NotesClient.", "DatabasePair", "MariaDb", "FakeTools", "BicepCompiler",
        "PredictedDeployments", "Azurite", "Twin.StartAsync", "ScenarioRun.RunAsync", "AppendingChild", "RealHost",
    ];

    [Fact]
    public void Every_test_class_is_of_one_category()
    {
        Assert.Equal("", string.Join('\n', Classes().Where(one => one.Categories is not [var category] || !Known.Contains(category))
            .Select(one => $"{one.File}: {one.Name} has the categories [{string.Join(", ", one.Categories)}], and must have one: [Trait(\"Category\", \"fast\")]")));
        Assert.Equal(Known, Classes().SelectMany(one => one.Categories).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_fast_test_starts_no_program() =>
        Assert.Equal([], Classes().Where(one => one.Categories.Contains("fast"))
            .Where(one => !one.File.EndsWith("CategoryTests.cs", StringComparison.Ordinal))
            .SelectMany(one => Starters.Where(starter => Repository.Text(one.File).Contains(starter, StringComparison.Ordinal)).Select(starter => $"{one.File}: {starter}")).Distinct());

    /// <summary>Lists the test classes with the categories of each; their names end with Tests or Figures.</summary>
    private static IEnumerable<(string File, string Name, string[] Categories)> Classes() =>
        from file in Repository.Files("tests", "*.cs")
        where HasTests().IsMatch(Repository.Text(file))
        from Match one in Class().Matches(Repository.Text(file))
        select (file, one.Groups["name"].Value, OfProject(file).Concat(Trait().Matches(one.Groups["attributes"].Value).Select(trait => trait.Groups[1].Value)).ToArray());

    private static IEnumerable<string> OfProject(string file)
    {
        string? folder = Path.GetDirectoryName(file);
        while (Directory.GetFiles(Repository.PathOf(folder!), "*.Tests.csproj") is not [_, ..])
        {
            folder = Path.GetDirectoryName(folder);
        }

        return ProjectCategory().Matches(File.ReadAllText(Directory.GetFiles(Repository.PathOf(folder!), "*.Tests.csproj")[0])).Select(category => category.Groups[1].Value);
    }

    [GeneratedRegex(@"^    \[(Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex HasTests();

    [GeneratedRegex(@"(?<attributes>(^\[[^\n]*\]\n)*)^public (sealed |partial |static )*class (?<name>\w+(Tests|Figures))\b", RegexOptions.Multiline)]
    private static partial Regex Class();

    [GeneratedRegex(@"Trait\(""Category"", ""([a-z-]+)""\)")]
    private static partial Regex Trait();

    [GeneratedRegex("<TestCategory>([a-z-]+)<")]
    private static partial Regex ProjectCategory();
}
