using System.Text.RegularExpressions;

namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = Repository.Text("webapp/Dockerfile").Split('\n');

    // What MSBuild reads on its way up from a project.
    private static readonly string[] BuildFiles = [".editorconfig", "BannedSymbols.txt", "Directory.Build.props", "Directory.Packages.props", "global.json"];

    [Fact]
    public void It_copies_what_exists_and_all_that_the_build_needs()
    {
        string[] copied = [.. Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal)).SelectMany(line => line.Split(' ')[1..^1])];

        Assert.Equal([.. BuildFiles, "webapp/Steadfast.WebApp.csproj", "webapp/"], copied);
        Assert.Equal([], copied.Where(path => !Repository.Has(path)));
    }

    [Fact]
    public void The_build_files_of_the_repository_are_all_there() =>
        Assert.Equal(BuildFiles, Directory.EnumerateFiles(Repository.Root)
            .Select(file => Path.GetFileName(file)!)
            // It changes nothing in a project that uses neither Azure.Monitor.Query nor Durable Task.
            .Where(name => name != "Directory.Build.targets")
            .Where(name => name is ".editorconfig" or "global.json" or "BannedSymbols.txt" || Path.GetExtension(name) is ".props" or ".targets" || name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_build_context_lets_through_what_is_copied_and_nothing_else() =>
        Assert.Equal(
            ["*", .. BuildFiles.Select(file => $"!{file}"), "!webapp", "webapp/**/bin", "webapp/**/obj", "webapp/kubernetes"],
            Repository.Text("webapp/Dockerfile.dockerignore").Split('\n').Where(line => line.Length > 0 && line[0] != '#'));

    [Fact]
    public void The_image_has_no_shell_is_not_root_and_asks_itself_for_its_health()
    {
        string[] final = Lines[Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal))..];

        Assert.Matches(Chiseled(), final[0]);
        Assert.Contains("USER $APP_UID", final);
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"Steadfast.WebApp.dll\"]", final);
        Assert.EndsWith("CMD [\"dotnet\", \"Steadfast.WebApp.dll\", \"--health\"]", Assert.Single(final, line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)));
        // In a chiseled image there is nothing that could run these.
        Assert.Equal([], final.Where(line => line.StartsWith("RUN ", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_hook_sends_the_same_files_to_the_registry()
    {
        string copies = Assert.Single(Repository.Text("hooks/web-image.sh").Split('\n'), line => line.Contains("&& cp ", StringComparison.Ordinal));

        Assert.Equal(BuildFiles, copies.Split("&& cp ")[1].Split(' ').TakeWhile(word => word[0] != '"'));
    }

    [GeneratedRegex(@"^FROM mcr\.microsoft\.com/dotnet/aspnet:10\.0\.\d+-noble-chiseled$")]
    private static partial Regex Chiseled();
}
