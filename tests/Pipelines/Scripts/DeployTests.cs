namespace Steadfast.Pipelines.Tests.Scripts;

public sealed class DeployTests : IDisposable
{
    private const string Environment = "no-such-environment";

    private readonly FakeTools _tools = new("az", "azd", "dotnet", "curl");

    public DeployTests()
    {
        HookEnvironment.NeedsJq();
        _tools.When("dotnet --list-sdks", "10.0.401 [/usr/share/dotnet/sdk]");
    }

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task It_looks_first_and_then_lets_azd_do_it()
    {
        SignedIn();
        Region();
        _tools.When("azd", "");

        Ended ended = await RunAsync("--region", "westeurope", "--environment", Environment);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [
                "Subscription: Pay as you go",
                "Region westeurope, profile small:",
                "  ok       resource providers are registered",
                "  ok       Standard_B2als_v2 in zone 1",
                "  ok       10 cores free, 6 needed at most",
                "  ok       MySQL Flexible Server",
                "  ok       Functions Flex Consumption",
            ],
            ended.Output);
        Assert.Equal(
            [
                "azd auth login --check-status",
                $"azd env new {Environment} --subscription sub --location westeurope --cwd {Repository.Root} --no-prompt",
                $"azd env refresh --environment {Environment} --cwd {Repository.Root} --no-prompt",
                $"azd env set AZURE_SUBSCRIPTION_ID sub --environment {Environment} --cwd {Repository.Root}",
                $"azd env set AZURE_LOCATION westeurope --environment {Environment} --cwd {Repository.Root}",
                $"azd env set AZURE_ENVIRONMENT_PROFILE small --environment {Environment} --cwd {Repository.Root}",
                $"azd up --environment {Environment} --cwd {Repository.Root} --no-prompt",
            ],
            _tools.Calls.Where(call => call.StartsWith("azd ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_region_that_lacks_something_is_told_all_of_it_and_nothing_is_deployed()
    {
        SignedIn();
        Region(zones: """["1", "2", "4"]""", family: "standardDASv5Family", limit: 20, used: 4, database: "SameZone GeneralPurpose", functions: "East US", pair: "");
        _tools.When("azd auth", "");

        Ended ended = await RunAsync("--region", "westeurope", "--profile", "production");

        Assert.Equal(1, ended.Code);
        Assert.Equal(
            [
                "  problem  Standard_D2as_v5 is not offered in zone 3 of westeurope. Choose another region.",
                "  problem  16 cores free, 18 needed at most (9 web servers). Raise the quota: https://aka.ms/azurequota",
                "  problem  MySQL has no zone-redundant high availability in westeurope. Choose another region.",
                "  problem  westeurope has no paired region for a second copy of the backups. Choose another region, or set AZURE_GEO_BACKUP to false.",
                "  problem  Functions Flex Consumption in several zones is not offered in westeurope. Choose another region: az functionapp list-flexconsumption-locations --zone-redundant true",
                "check-region.sh: 5 problem(s); nothing was deployed.",
            ],
            ended.Output.Where(line => line.Contains("problem", StringComparison.Ordinal)));
        Assert.Equal([], _tools.Calls.Where(call => call.StartsWith("azd up", StringComparison.Ordinal) || call.StartsWith("azd env", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_region_without_a_pair_will_do_when_no_second_copy_is_wanted()
    {
        SignedIn();
        Region(family: "standardDASv5Family", limit: 18, pair: "");
        _tools.When("azd auth", "");

        Ended ended = await RunAsync(new Dictionary<string, string?> { ["AZURE_GEO_BACKUP"] = "false" }, "--region", "westeurope", "--profile", "production", "--check");

        Assert.Equal(
            [
                "  ok       resource providers are registered",
                "  ok       Standard_D2as_v5 in zone 1 2 3",
                "  ok       18 cores free, 18 needed at most",
                "  ok       MySQL Flexible Server",
                "  ok       Functions Flex Consumption in several zones",
            ],
            ended.Output[2..]);
    }

    [Fact]
    public async Task An_empty_answer_is_no_answer()
    {
        SignedIn();
        _tools.When("azd", "").When("az mysql", "[]").When("az ", "");

        Ended ended = await RunAsync("--region", "westeurope", "--check");

        Assert.Equal((0, "4 question(s) were not answered; a deployment may still find out."), (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public async Task A_question_that_Azure_does_not_answer_stops_nothing()
    {
        SignedIn();
        _tools.When("azd", "").When("az ", "", code: 1);

        Ended ended = await RunAsync("--region", "westeurope", "--check");

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            ["  unknown  which resource providers are registered", "  unknown  sizes of machines in westeurope", "  unknown  MySQL in westeurope", "  unknown  regions of Functions Flex Consumption",
                "4 question(s) were not answered; a deployment may still find out."],
            ended.Output[2..]);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_the_command()
    {
        _tools.When("az account show", "", code: 1);

        Ended ended = await RunAsync("--region", "westeurope");

        Assert.Equal((1, "deploy.sh: you are not signed in to Azure. Run: az login"), (ended.Code, Assert.Single(ended.Output)));
    }

    [Theory]
    [InlineData("--region is missing, for example --region westeurope. 'az account list-locations --output table' lists them.", "--profile", "small")]
    [InlineData("the profile 'large' is unknown; choose small or production.", "--region", "westeurope", "--profile", "large")]
    [InlineData("--profile needs a value.", "--region", "westeurope", "--profile")]
    [InlineData("an environment's name has 2 to 20 lower-case letters, digits and hyphens, and begins with a letter.", "--region", "westeurope", "--environment", "Dev_1")]
    public async Task A_wrong_argument_is_named(string message, params string[] arguments)
    {
        Ended ended = await RunAsync(arguments);

        Assert.Equal((1, $"deploy.sh: {message}", 0), (ended.Code, ended.Output[^1], _tools.Calls.Length));
    }

    [Fact]
    public async Task An_environment_that_is_not_there_is_not_removed()
    {
        SignedIn();
        _tools.When("azd auth", "");

        Ended ended = await RunAsync("--environment", Environment, "--down");

        Assert.Equal((1, $"deploy.sh: there is no environment '{Environment}' here. 'azd env list' lists them."), (ended.Code, ended.Output[^1]));
    }

    [Theory]
    [InlineData("production")]
    [InlineData("small")]
    public void It_asks_for_the_machines_that_the_template_takes(string profile)
    {
        string template = Repository.Text("bicep/profiles.bicep").Split($"var {profile} = ")[1].Split("\n}")[0];
        string asked = Repository.Text("hooks/check-region.sh").Split('\n').Single(line => line.TrimStart().StartsWith($"{profile}) ", StringComparison.Ordinal));

        Assert.Contains($"vm_size={Value("webSize").Trim('\'')} ", asked);
        Assert.Contains($" instances={Value("webMaximum")} ", asked);
        Assert.Contains($" zones='{Value("zones").Trim('[', ']').Replace("'", "").Replace(",", "")}' ", asked);
        Assert.Contains($" ha={Value("databaseStandby")} ", asked);
        Assert.Contains($" geo={Value("geoRedundantBackup")} ", asked);
        Assert.Contains($" spread={(int.Parse(Value("automationInstances")) > 1 ? "true" : "false")} ", asked);
        Assert.Contains("zoneRedundant: alwaysReady > 1", Repository.Text("bicep/functions.bicep"));

        string Value(string name) => template.Split('\n').Single(line => line.Trim().StartsWith($"{name}:", StringComparison.Ordinal)).Split(':', 2)[1].Trim();
    }

    private void SignedIn() => _tools.When("az account show --query id", "sub").When("az account show --query name", "Pay as you go");

    private void Region(
        string zones = """["1", "2", "3"]""", string family = "standardBalsv2Family", int limit = 10, int used = 0, string database = "ZoneRedundant Burstable", string functions = "West Europe\nEast US", string pair = """{ "name": "northeurope" }""") => _tools
        .When("az provider list", string.Join('\n',
            "Microsoft.AlertsManagement", "Microsoft.App", "Microsoft.Compute", "Microsoft.ContainerRegistry", "Microsoft.DBforMySQL", "microsoft.insights",
            "Microsoft.KeyVault", "Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.OperationalInsights", "Microsoft.Storage", "Microsoft.Web"))
        .When("az vm list-skus", $$"""{ "family": "{{family}}", "locationInfo": [ { "zones": {{zones}} } ], "restrictions": [], "capabilities": [ { "name": "vCPUs", "value": "2" } ] }""")
        .When($"name.value=='{family}'", $"{limit}\t{used}")
        .When("az mysql flexible-server list-skus", $"\"{database}\"")
        .When("az account list-locations", $$"""[ { "name": "westeurope", "metadata": { "pairedRegion": [ {{pair}} ] } } ]""")
        .When("az functionapp list-flexconsumption-locations", functions);

    private Task<Ended> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    private Task<Ended> RunAsync(Dictionary<string, string?> environment, params string[] arguments) =>
        _tools.RunAsync(Repository.PathOf("deploy.sh"), environment, arguments);
}
