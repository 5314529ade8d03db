using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

/// <summary>Each case runs in bash and in PowerShell, which have to decide alike and to say and ask the same.</summary>
[Trait("Category", "real-processes")]
public sealed class PreflightTests : IDisposable
{
    private static readonly AzureAnswers Small = new();
    private static readonly AzureAnswers Production = AzureAnswers.Production;

    private readonly FakeTools _tools = new("az", "azd", "docker");

    public PreflightTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task A_region_that_has_everything_is_told_so_and_the_small_profile_is_kept()
    {
        Ended ended = await RunAsync(Small);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [
                "Environment dev in westeurope, profile small:",
                "  ok       resource providers are registered",
                "  ok       Standard_B2als_v2 in zone 1",
                "  ok       10 cores of standardBalsv2Family free, 6 needed at most",
                "  ok       20 cores of all families together free, 6 needed at most",
                "  ok       MySQL Flexible Server Standard_B1ms",
                "  ok       Functions Flex Consumption",
                "  ok       the registry builds the web image",
            ],
            ended.Output);
        Assert.Equal(["azd env set AZURE_ENVIRONMENT_PROFILE small"], Kept());
        Assert.All(_tools.Calls.Where(call => call.StartsWith("az ", StringComparison.Ordinal)), call => Assert.Contains("sub", call));
    }

    [Fact]
    public async Task A_region_that_lacks_something_is_told_all_of_it()
    {
        Ended ended = await RunAsync(
            Production with { Zones = """["1", "2", "4"]""", FamilyLimit = 20, RegionLimit = 10, Used = 4, Database = "\"Standard_D2ads_v5\", \"SameZone\"", Functions = "North Europe", Pair = "" },
            ("AZURE_ENVIRONMENT_PROFILE", "production"));

        Assert.Equal(
            [
                "Environment dev in westeurope, profile production:",
                "  ok       resource providers are registered",
                "  problem  Standard_D2as_v5 is not offered in zone 3 of westeurope. Choose another region.",
                "  problem  16 cores of standardDASv5Family free, 18 needed at most (9 machines). Raise the quota: https://aka.ms/azurequota",
                "  problem  6 cores of all families together free, 18 needed at most (9 machines). Raise the quota: https://aka.ms/azurequota",
                "  problem  MySQL has no zone-redundant high availability in westeurope. Choose another region.",
                "  problem  westeurope has no paired region for a second copy of the backups. Choose another region, or set AZURE_GEO_BACKUP to false.",
                "  problem  Functions Flex Consumption in several zones is not offered in westeurope. Choose another region: az functionapp list-flexconsumption-locations --zone-redundant true",
                "  ok       the registry builds the web image",
                "preflight: 6 problem(s); nothing was deployed.",
            ],
            ended.Output);
        Assert.Equal(1, ended.Code);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("TRUE", 1)]
    [InlineData("False", 0)]
    public async Task A_second_copy_of_the_backups_needs_a_paired_region(string wanted, int code)
    {
        Ended ended = await RunAsync(Production with { Pair = "" }, ("AZURE_ENVIRONMENT_PROFILE", "production"), ("AZURE_GEO_BACKUP", wanted));

        Assert.Equal(code, ended.Code);
        Assert.Equal(code, ended.Output.Count(line => line.StartsWith("  problem  westeurope has no paired region", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_replica_that_is_there_is_not_created_again()
    {
        Ended ended = await RunAsync(
            Production with { Types = AzureAnswers.Complete + "Microsoft.DBforMySQL/flexibleServers\n" }, ("AZURE_DATABASE_REPLICA", "create"));

        Assert.Contains("  problem  the replica of the database is there already. Run: azd env set AZURE_DATABASE_REPLICA keep", ended.Output);
    }

    [Theory]
    [InlineData("dev", true)]
    [InlineData("a", true)]
    [InlineData("Dev_1.(west)", true)]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234", true)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    [InlineData("..", false)]
    [InlineData("../dev", false)]
    [InlineData("de v", false)]
    [InlineData("dev;x", false)]
    [InlineData("dév", false)]
    public async Task A_name_is_taken_when_azd_would_take_it(string name, bool taken)
    {
        Ended ended = await RunAsync(Small, ("AZURE_ENV_NAME", name));

        Assert.Equal(
            taken
                ? $"Environment {name} in westeurope, profile small:"
                : $"preflight: '{name}' cannot be the name of an environment. A name has 1 to 64 letters, digits, hyphens, dots, underscores and parentheses, and more than dots.",
            ended.Output[0]);
        Assert.Equal(taken ? 0 : 1, ended.Code);
    }

    [Theory]
    [InlineData("AZURE_SUBSCRIPTION_ID")]
    [InlineData("AZURE_LOCATION")]
    public async Task Provisioning_as_the_first_command_is_told_what_to_choose(string missing)
    {
        Ended ended = await RunAsync(Small, (missing, ""));

        Assert.Equal(
            (1, "preflight: no subscription or no region is chosen yet. Run: azd env set AZURE_SUBSCRIPTION_ID ID, azd env set AZURE_LOCATION REGION; 'azd up' asks for both, 'azd provision' as the first command only after this hook.", 0),
            (ended.Code, Assert.Single(ended.Output), _tools.Calls.Length));
    }

    [Fact]
    public async Task Cores_that_the_stack_has_already_are_not_asked_for_again()
    {
        Ended ended = await RunAsync(Small with
        {
            Types = "Microsoft.Compute/virtualMachineScaleSets\n",
            FamilyLimit = 6,
            Used = 4,
            Sets = """[ { "name": "vmss-web-dev", "sku": { "name": "Standard_B2als_v2", "capacity": 2 } }, { "name": "other", "sku": { "name": "Standard_D2as_v5", "capacity": 9 } } ]""",
        });

        Assert.Equal(0, ended.Code);
        Assert.Contains("  ok       2 cores of standardBalsv2Family free, 2 needed at most", ended.Output);
    }

    [Fact]
    public async Task The_proxies_of_a_tiered_stack_need_cores_too()
    {
        Ended ended = await RunAsync(Small, ("AZURE_TIERED", "true"));

        Assert.Contains("  ok       10 cores of standardBalsv2Family free, 10 needed at most", ended.Output);
    }

    [Theory]
    [InlineData("""{ "type": "Location" }""", "  problem  this subscription may not use Standard_B2als_v2 in westeurope. Ask for it: https://aka.ms/azureskunotavailable")]
    [InlineData("""{ "type": "Zone", "restrictionInfo": { "zones": ["2"] } }""", "  ok       Standard_B2als_v2 in zone 1")]
    [InlineData("""{ "type": "Zone", "restrictionInfo": { "zones": ["1", "2"] } }""", "  problem  Standard_B2als_v2 is not offered in zone 1 of westeurope. Choose another region.")]
    public async Task A_size_that_is_closed_to_the_subscription_is_found_out(string restriction, string said) =>
        Assert.Contains(said, (await RunAsync(Small with { Restrictions = restriction })).Output);

    [Theory]
    [InlineData("  problem  westeurope has no Standard_B2als_v2. Choose another region.", "az vm list-skus", "[]")]
    [InlineData("  problem  MySQL Flexible Server of the size Standard_B1ms is not offered in westeurope. Choose another region.", "az mysql", """[ "Standard_B2s" ]""")]
    public async Task A_size_that_the_region_has_not_is_found_out(string said, string question, string answer)
    {
        _tools.When(question, answer);

        Assert.Contains(said, (await RunAsync(Small)).Output);
    }

    [Fact]
    public async Task A_provider_that_is_not_registered_is_registered_unless_it_is_only_looked()
    {
        Ended looked = await RunAsync(Small with { Unregistered = "Microsoft.Web" }, arguments: "--check");
        Assert.Contains("  ok       Microsoft.Web will be registered", looked.Output);
        Assert.Equal([], _tools.Calls.Where(call => call.Contains("register", StringComparison.Ordinal) || call.StartsWith("azd", StringComparison.Ordinal)));

        Ended ended = await RunAsync(Small with { Unregistered = "Microsoft.Web" });
        Assert.Contains("  ok       Microsoft.Web is being registered", ended.Output);
        Assert.Contains("az provider register --subscription sub --namespace Microsoft.Web --only-show-errors --output none", _tools.Calls);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("[]", 0)]
    [InlineData("", 1)]
    public async Task A_question_that_Azure_does_not_answer_stops_nothing(string answer, int code)
    {
        _tools.When("az group list", "[]").When("azd", "").When("az vm list-skus", "", code).When("az rest", "", code).When("az ", answer, code);

        Ended ended = await RunAsync(Small);

        Assert.Equal(0, ended.Code);
        Assert.Equal(
            [
                "Environment dev in westeurope, profile small:",
                "  unknown  which resource providers are registered",
                "  unknown  sizes of machines in westeurope",
                "  unknown  MySQL in westeurope",
                "  unknown  regions of Functions Flex Consumption",
                "  unknown  whether the registry may build the web image",
                "5 question(s) were not answered; a deployment may still find out.",
            ],
            ended.Output);
    }

    [Fact]
    public async Task Without_the_list_of_groups_nothing_is_assumed()
    {
        _tools.When("az group list", "", code: 1);

        Ended ended = await RunAsync(Small);

        Assert.Equal((1, "preflight: the subscription could not be read. Run: az login"), (ended.Code, Assert.Single(ended.Output)));
    }

    [Theory]
    [InlineData("FreeTrial_2014-09-01", 1, "", "  problem  the offer of this subscription (FreeTrial_2014-09-01) lets no registry build the web image. Start Docker, which then builds it here, or set AZURE_WEB_IMAGE_SOURCE to an image that is built already.")]
    [InlineData("AzureForStudents_2018-01-01", 0, "", "  ok       Docker builds the web image, because the offer of this subscription (AzureForStudents_2018-01-01) lets no registry build")]
    [InlineData("FreeTrial_2014-09-01", 1, "ghcr.io/me/steadfast-web:1", null)]
    public async Task Free_credits_build_no_image_in_the_registry(string offer, int docker, string source, string? said)
    {
        _tools.When("docker info", "", docker);

        Ended ended = await RunAsync(Small with { Offer = offer }, ("AZURE_WEB_IMAGE_SOURCE", source));

        Assert.Equal(said is null ? [] : [said], ended.Output.Where(line => line.Contains("image", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_environment_does_not_move_to_another_region()
    {
        Ended ended = await RunAsync(Small with { Types = AzureAnswers.Complete }, ("AZURE_LOCATION", "North Europe"));

        Assert.Equal(1, ended.Code);
        Assert.Contains(
            "  problem  environment dev is in westeurope and cannot move to northeurope. Run: azd env set AZURE_LOCATION westeurope; or deploy another environment there.",
            ended.Output);
    }

    private string[] Kept() => [.. _tools.Calls.Where(call => call.StartsWith("azd env set", StringComparison.Ordinal))];

    private Task<Ended> RunAsync(AzureAnswers azure, params (string Name, string Value)[] settings) => RunAsync(azure, "", settings);

    private Task<Ended> RunAsync(AzureAnswers azure, string arguments, params (string Name, string Value)[] settings)
    {
        azure.Give(_tools);
        Dictionary<string, string?> environment = new() { ["AZURE_ENV_NAME"] = "dev", ["AZURE_SUBSCRIPTION_ID"] = "sub", ["AZURE_LOCATION"] = "westeurope" };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return _tools.RunHookAsync(Hook("preflight"), environment, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
