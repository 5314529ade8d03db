using System.Text.Json;
using System.Xml.Linq;

namespace Steadfast.Pipelines.Tests;

/// <summary>Directory.Packages.props: a version that nobody asks for is one that nobody checks.</summary>
[Trait("Category", "fast")]
public sealed class PackageVersionsTests
{
    [Fact]
    public void Every_version_is_asked_for_by_a_project_or_holds_a_package_that_another_brings()
    {
        string[] projects = [.. Elements("Steadfast.slnx", "Project").Select(project => project.Attribute("Path")!.Value)];
        string[] restored = [.. projects.Select(project => Repository.PathOf($"artifacts/obj/{Path.GetFileNameWithoutExtension(project)}/project.assets.json"))];
        Assert.SkipUnless(restored.All(File.Exists), "not every project of Steadfast.slnx is restored; './steadfast test' without a filter does that");

        Assert.Equal([], Named("Directory.Packages.props", "PackageVersion")
            .Except(projects.Append("Directory.Build.props").SelectMany(file => Named(file, "PackageReference")))
            .Except(restored.SelectMany(Held)));
    }

    /// <summary>Packages that no project asks for by name, and whose version is set all the same (transitive pinning).</summary>
    private static IEnumerable<string> Held(string assets)
    {
        using JsonDocument graph = JsonDocument.Parse(File.ReadAllText(assets));
        return graph.RootElement.TryGetProperty("centralTransitiveDependencyGroups", out JsonElement groups)
            ? [.. groups.EnumerateObject().SelectMany(group => group.Value.EnumerateObject()).Select(package => package.Name)]
            : [];
    }

    private static IEnumerable<string> Named(string file, string element) => Elements(file, element).Select(package => package.Attribute("Include")!.Value);

    private static IEnumerable<XElement> Elements(string file, string element) => XDocument.Load(Repository.PathOf(file)).Descendants(element);
}
