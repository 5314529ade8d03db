using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>It chooses and azd deploys; what may be deployed is decided by the hook, see <see cref="PreflightTests"/>.</summary>
[Trait("Category", "real-processes")]
public sealed class DeployTests : IDisposable
{
    private readonly FakeTools _tools = new("az", "azd", "dotnet", "curl");

    // A copy, because an environment of azd is a folder of the repository.
    private readonly string _repository = Directory.CreateTempSubdirectory("steadfast-deploy-").FullName;

    public DeployTests()
    {
        NeedsJq();
        Copy("deploy.sh");
        foreach (string file in (string[])["hooks/terminal.sh", "hooks/deployment.sh", "hooks/region.sh", "hooks/preflight.sh", "bicep/profiles.bicep"])
        {
            Copy(file);
        }

        _tools.When("dotnet --list-sdks", "10.0.401 [/usr/share/dotnet/sdk]");
    }

    public void Dispose()
    {
        _tools.Dispose();
        Directory.Delete(_repository, recursive: true);
    }

    [Fact]
    public async Task It_makes_an_environment_and_lets_azd_do_the_rest()
    {
        Azure("[]");

        Ended ended = await RunAsync("--region", "West Europe", "--environment", "dev");

        Assert.Equal((0, "Subscription: Pay as you go"), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal(
            [
                "azd auth login --check-status",
                "azd env new dev --subscription sub --location westeurope --cwd REPOSITORY --no-prompt",
                "azd env refresh --environment dev --cwd REPOSITORY --no-prompt",
                "azd env set AZURE_SUBSCRIPTION_ID sub --environment dev --cwd REPOSITORY",
                "azd env set AZURE_LOCATION westeurope --environment dev --cwd REPOSITORY",
                "azd up --environment dev --cwd REPOSITORY --no-prompt",
            ],
            Azd());
    }

    [Fact]
    public async Task An_environment_that_is_there_keeps_its_profile_its_region_and_its_subscription()
    {
        Environment("AZURE_SUBSCRIPTION_ID=\"of-the-environment\"\nAZURE_LOCATION=\"westeurope\"\nAZURE_ENVIRONMENT_PROFILE=\"production\"\n");
        Azure(Groups(profile: "production"));

        Ended ended = await RunAsync("--environment", "dev");

        Assert.Equal((0, "Subscription: Pay as you go"), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal(
            [
                "azd auth login --check-status",
                "azd env get-values --environment dev --cwd REPOSITORY --no-prompt",
                "azd up --environment dev --cwd REPOSITORY --no-prompt",
            ],
            Azd());
        Assert.Contains("az group list --subscription of-the-environment --output json", _tools.Calls);
    }

    [Theory]
    [InlineData("prod-x\n", null, false)]
    [InlineData("", null, false)]
    [InlineData("dev\n", null, true)]
    [InlineData("", "dev", true)]
    [InlineData("dev\n", "other", false)]
    public async Task Another_profile_has_to_be_confirmed_with_the_name(string typed, string? flag, bool confirmed)
    {
        Environment("AZURE_ENVIRONMENT_PROFILE=\"production\"\n");
        Azure(Groups(profile: "production"));

        Ended ended = await TypeAsync(typed, ["--environment", "dev", "--region", "westeurope", "--profile", "small", .. flag is null ? (string[])[] : ["--confirm", flag]]);

        Assert.Equal(confirmed ? 0 : 1, ended.Code);
        if (confirmed)
        {
            Assert.Equal(
                ["azd env set AZURE_ENVIRONMENT_PROFILE small --environment dev --cwd REPOSITORY", "azd up --environment dev --cwd REPOSITORY --no-prompt"],
                Azd()[^2..]);
            Assert.Equal("dev:small", _tools.Confirmed);
        }
        else
        {
            Assert.EndsWith("deploy: environment dev stays production; nothing was changed. In a script, add --confirm dev.", ended.Output[^1], StringComparison.Ordinal);
            Assert.Equal([], Azd().Where(call => call.Contains(" set ", StringComparison.Ordinal) || call.Contains(" up ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_region_of_what_is_deployed_is_not_overwritten()
    {
        Environment("AZURE_LOCATION=\"westeurope\"\n");
        Azure(Groups());

        Ended ended = await RunAsync("--environment", "dev", "--region", "northeurope");

        Assert.Equal(
            (1, "deploy: environment dev is in westeurope and cannot move to northeurope. Leave --region out, or choose another --environment."),
            (ended.Code, ended.Output[^1]));
        Assert.Equal([], Azd().Where(call => call.Contains(" set ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_check_asks_what_the_hook_asks_and_changes_nothing()
    {
        Environment("AZURE_ENVIRONMENT_PROFILE=\"production\"\nAZURE_GEO_BACKUP=\"false\"\n");
        SignedIn();
        _tools.When("azd auth", "");
        (AzureAnswers.Production with { Pair = "" }).Give(_tools);

        Ended ended = await RunAsync("--environment", "dev", "--region", "westeurope", "--check");

        Assert.Equal(
            [
                "Subscription: Pay as you go",
                "Environment dev in westeurope, profile production:",
                "  ok       resource providers are registered",
                "  ok       Standard_D2as_v5 in zone 1 2 3",
                "  ok       18 cores of standardDASv5Family free, 18 needed at most",
                "  ok       20 cores of all families together free, 18 needed at most",
                "  ok       MySQL Flexible Server Standard_D2ads_v5",
                "  ok       Functions Flex Consumption in several zones",
                "  ok       the registry builds the web image",
            ],
            ended.Output);
        Assert.Equal(["azd auth login --check-status", "azd env get-values --environment dev --cwd REPOSITORY --no-prompt"], Azd());
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_the_command()
    {
        _tools.When("az account show", "", code: 1);

        Ended ended = await RunAsync("--region", "westeurope");

        Assert.Equal((1, "deploy: you are not signed in to Azure. Run: az login"), (ended.Code, Assert.Single(ended.Output)));
    }

    [Theory]
    [InlineData("--region is missing, for example --region westeurope. 'az account list-locations --output table' lists them.", "--profile", "small")]
    [InlineData("the profile 'large' is unknown; choose small or production.", "--region", "westeurope", "--profile", "large")]
    [InlineData("--profile needs a value.", "--region", "westeurope", "--profile")]
    [InlineData("'a/b' cannot be the name of an environment. A name has 1 to 64 letters, digits, hyphens, dots, underscores and parentheses, and more than dots.", "--region", "westeurope", "--environment", "a/b")]
    public async Task A_wrong_argument_is_named(string message, params string[] arguments)
    {
        Ended ended = await RunAsync(arguments);

        Assert.Equal((1, $"deploy: {message}", 0), (ended.Code, ended.Output[^1], _tools.Calls.Length));
    }

    [Fact]
    public async Task An_environment_that_is_not_there_is_not_removed()
    {
        SignedIn();
        _tools.When("azd auth", "");

        Ended ended = await RunAsync("--environment", "dev", "--down");

        Assert.Equal((1, "deploy: there is no environment 'dev' here. 'azd env list' lists them."), (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public void Its_prices_are_those_of_the_table()
    {
        string[] total = Repository.Text("docs/deploy.md").Split('\n').Single(line => line.StartsWith("| **together**", StringComparison.Ordinal)).Split("**about ");
        string production = total[1].Split('*')[0];
        string small = total[2].Split('*')[0];

        Assert.Contains($"small (default, about {small} USD a month) lives in one zone; production (about {production})", Repository.Text("deploy.sh"));
        Assert.Contains($"about {small} USD a month", Repository.Text("README.md").Split("## Deploy to Azure")[1].Split("\n## ")[0]);
        Assert.Contains($"about {production}", Repository.Text("README.md").Split("## Deploy to Azure")[1].Split("\n## ")[0]);
    }

    private void SignedIn() => _tools.When("az account show --query id", "sub").When("--query name", "Pay as you go");

    private void Azure(string groups)
    {
        SignedIn();
        _tools.When("az group list", groups).When("azd", "");
    }

    private void Environment(string values)
    {
        Directory.CreateDirectory(Path.Combine(_repository, ".azure/dev"));
        _tools.When("azd env get-values", values);
    }

    private string[] Azd() =>
        [.. _tools.Calls.Where(call => call.StartsWith("azd ", StringComparison.Ordinal)).Select(call => call.Replace(_repository, "REPOSITORY"))];

    private Task<Ended> RunAsync(params string[] arguments) => TypeAsync("", arguments);

    private Task<Ended> TypeAsync(string typed, string[] arguments) =>
        _tools.RunAsync(Path.Combine(_repository, "deploy.sh"), new Dictionary<string, string?> { ["STEADFAST_TYPED"] = typed }, arguments);

    private void Copy(string relative)
    {
        string path = Path.Combine(_repository, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Repository.PathOf(relative), path);
    }
}
