namespace Steadfast.Pipelines.Tests;

[Trait("Category", "fast")]
public sealed class AzureYamlTests
{
    private static readonly Yaml Azure = Yaml.File("azure.yaml");

    [Fact]
    public void It_deploys_the_templates_and_the_function_app_of_this_repository()
    {
        Assert.Equal(("bicep", "bicep", "main"), (Azure["infra"]["provider"].Text, Azure["infra"]["path"].Text, Azure["infra"]["module"].Text));
        var (name, service) = Assert.Single(Azure["services"].Named);
        Assert.Equal(
            new Dictionary<string, string?> { ["project"] = "./functions", ["language"] = "dotnet", ["host"] = "function" },
            service.Texts);
        Assert.Equal("functions", name);
        Assert.Equal("functions/Steadfast.Functions.csproj", Assert.Single(Repository.Files("functions", "*.csproj")));
    }

    [Fact]
    public void The_template_it_names_exists() => Assert.True(Repository.Has("bicep/main.bicep"));

    [Fact]
    public void Each_step_runs_in_the_order_that_the_chicken_and_the_egg_ask_for() =>
        Assert.Equal(
            [
                "preprovision preflight look-before web-image",
                "postprovision web-image maintenance-window rewire-alerts",
                "postdeploy wire-alerts database-account smoke-test",
                "postup welcome",
                "predown remember-roles",
                "postdown remove-roles",
            ],
            Azure["hooks"].Named.Select(hook => string.Join(' ', [hook.Key, .. Entries(hook.Value).Select(entry => Name(entry["posix"]))])));

    [Fact]
    public void Every_hook_exists_for_posix_and_for_windows_and_can_be_run()
    {
        foreach (Yaml entry in Azure["hooks"].Named.SelectMany(hook => Entries(hook.Value)))
        {
            string name = Name(entry["posix"]);
            Assert.Equal(new Dictionary<string, string?> { ["shell"] = "sh", ["run"] = $"hooks/{name}.sh" }, entry["posix"].Texts);
            Assert.Equal(new Dictionary<string, string?> { ["shell"] = "pwsh", ["run"] = $"hooks/{name}.ps1" }, entry["windows"].Texts);
            Assert.True(Repository.Has($"hooks/{name}.ps1"), $"hooks/{name}.ps1 is missing");
            Assert.True(File.GetUnixFileMode(Repository.PathOf($"hooks/{name}.sh")).HasFlag(UnixFileMode.UserExecute), $"hooks/{name}.sh cannot be run");
        }
    }

    private static Yaml[] Entries(Yaml hook) => hook.Items.Length > 0 ? hook.Items : [hook];

    private static string Name(Yaml variant) => Path.GetFileNameWithoutExtension(variant["run"].Text!);
}
