using System.Text.Json;
using System.Xml.Linq;

namespace Steadfast.Pipelines.Tests;

/// <summary>.vscode: what it starts is there.</summary>
[Trait("Category", "fast")]
public sealed class EditorTests
{
    private static readonly JsonDocumentOptions WithComments = new() { CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public void What_is_debugged_is_a_project_that_a_task_builds()
    {
        using JsonDocument launch = Read("launch.json"), tasks = Read("tasks.json");
        string[] labels = [.. tasks.RootElement.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("label").GetString()!)];
        var projects = XDocument.Load(Repository.PathOf("Steadfast.slnx")).Descendants("Project").Select(project => Path.GetFileNameWithoutExtension(project.Attribute("Path")!.Value));
        var started = launch.RootElement.GetProperty("configurations").EnumerateArray().Where(one => one.TryGetProperty("program", out _)).ToArray();

        Assert.NotEmpty(started);
        Assert.Equal([], started.Select(one => one.GetProperty("preLaunchTask").GetString()!).Except(labels));
        Assert.Equal([], started.SelectMany(one => Programs(one.GetProperty("program").GetString()!, TestProjects(launch))).Except(projects));
    }

    [Fact]
    public void Every_test_project_can_be_debugged()
    {
        using JsonDocument launch = Read("launch.json");

        Assert.Equal(
            Repository.Files("tests", "*.Tests.csproj").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
            TestProjects(launch).Select(name => $"Steadfast.{name}.Tests").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("extensions.json")]
    [InlineData("settings.json")]
    public void It_can_be_read(string file) => Read(file).Dispose();

    private static IEnumerable<string> Programs(string program, string[] projects)
    {
        string name = Path.GetFileNameWithoutExtension(program);
        return name.Contains("${input:project}", StringComparison.Ordinal) ? projects.Select(project => name.Replace("${input:project}", project, StringComparison.Ordinal)) : [name];
    }

    private static string[] TestProjects(JsonDocument launch) => [.. launch.RootElement.GetProperty("inputs").EnumerateArray()
        .Single(input => input.GetProperty("id").GetString() == "project").GetProperty("options").EnumerateArray().Select(option => option.GetString()!)];

    private static JsonDocument Read(string file) => JsonDocument.Parse(Repository.Text($".vscode/{file}"), WithComments);
}
