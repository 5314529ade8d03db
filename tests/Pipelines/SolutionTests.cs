using System.Xml.Linq;

namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed class SolutionTests
{
    [Fact]
    public void Every_project_is_in_the_solution() =>
        Assert.Equal(
            new[] { "functions", "webapp", "local", "tests" }.SelectMany(folder => Repository.Files(folder, "*.csproj"))
                .Where(file => !file.Split('/').Any(part => part is "node_modules" or "bin" or "obj"))
                .Order(StringComparer.Ordinal),
            XDocument.Load(Repository.PathOf("Steadfast.slnx")).Descendants("Project").Select(project => project.Attribute("Path")!.Value).Order(StringComparer.Ordinal));
}
