using System.Text.Json;

namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed class DevContainerTests
{
    [Fact]
    public void It_brings_what_the_demo_and_azd_need()
    {
        using JsonDocument container = JsonDocument.Parse(
            Repository.Text(".devcontainer/devcontainer.json"), new() { CommentHandling = JsonCommentHandling.Skip });

        Assert.Equal(
            ["azd", "azure-cli", "docker-in-docker", "dotnet", "powershell"],
            container.RootElement.GetProperty("features").EnumerateObject().Select(feature => feature.Name.Split('/')[^1].Split(':')[0]).Order(StringComparer.Ordinal));
        Assert.EndsWith("./steadfast doctor", container.RootElement.GetProperty("postCreateCommand").GetString());
    }
}
