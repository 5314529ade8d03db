using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

public sealed class LookBeforeTests : IDisposable
{
    private const string Complete = "Microsoft.Compute/virtualMachineScaleSets\nMicrosoft.DBforMySQL/flexibleServers\nMicrosoft.KeyVault/vaults\n";

    private readonly FakeTools _tools = new("az", "azd");

    public void Dispose() => _tools.Dispose();

    private const string There = "Environment dev is there already; what has changed since by itself stays as it is.";
    private const string New = "Environment dev is new.";
    private const string Lost = "The action group cannot keep the automation through this deployment, because its key cannot be looked up; afterwards it is put back.";

    [Theory]
    [InlineData("", "", "", 0, "false", "false", "false", New)]
    [InlineData("rg-dev", "Microsoft.Compute/virtualMachineScaleSets\n", "", 0, "false", "false", "false", New)]
    [InlineData("rg-dev", Complete, "", 0, "true", "false", "false", There)]
    [InlineData("rg-dev", Complete, "/sites/func-dev", 0, "true", "true", "true", There)]
    // The app is broken and hands out no key: the template must not ask for it, and what is lost must not be forgotten.
    [InlineData("rg-dev", Complete, "/sites/func-dev", 1, "true", "false", "true", Lost, There)]
    public async Task The_template_is_told_what_is_there(string group, string types, string app, int listing, string deployed, string wired, string had, params string[] said)
    {
        _tools.When("az group list", group).When("az resource list", types).When("az monitor action-group list", app)
            .When("/sites/func-dev/functions/Alerts/listKeys", "", listing);

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal(0, ended.Code);
        Assert.Equal(said, ended.Output);
        Assert.Equal(Sets(deployed, wired, had), Remembered());
    }

    [Fact]
    public async Task What_was_remembered_of_a_stack_that_is_gone_is_forgotten()
    {
        _tools.When("az group list", "");

        await RunAsync(remembered: "true");

        Assert.Equal(Sets("false", "false", "false"), Remembered());
    }

    [Fact]
    public async Task A_receiver_that_was_lost_half_way_stays_remembered_until_it_is_back()
    {
        _tools.When("az group list", "rg-dev").When("az resource list", Complete).When("az monitor action-group list", "");

        Ended ended = await RunAsync(remembered: "true");

        Assert.Equal([Lost, There], ended.Output);
        Assert.Equal(["azd env set AZURE_ALERTS_WIRED false"], Remembered());
    }

    [Fact]
    public async Task The_provider_of_the_functions_subnet_is_registered_before_anything_is_made()
    {
        _tools.When("az provider show", "NotRegistered\n").When("az provider register", "").When("az group list", "");

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal((0, "Registering Microsoft.App, which takes a minute or two ..."), (ended.Code, ended.Output[0]));
        Assert.Contains("az provider register --subscription sub --namespace Microsoft.App --wait --only-show-errors --output none", _tools.Calls);
    }

    [Fact]
    public async Task Who_may_not_register_it_is_told_what_to_ask_for()
    {
        _tools.When("az provider show", "NotRegistered\n").When("az provider register", "", code: 1).When("az group list", "");

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal(
            (1, "look-before.sh: Microsoft.App is not registered. Ask an owner of the subscription for: az provider register --namespace Microsoft.App --wait"),
            (ended.Code, ended.Output[^1]));
        Assert.Equal([], Remembered());
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_assumed()
    {
        // To take a stack for new would set its number of web servers and its password back.
        _tools.When("az group list", "rg-dev").When("az resource list", "", code: 1);

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal((1, "look-before.sh: the resource group rg-dev could not be read; see above."), (ended.Code, ended.Output[^1]));
        Assert.Equal([], Remembered());
    }

    private Task<Ended> RunAsync(string? remembered) => _tools.When("az provider show", "Registered\n").When("azd env set", "").RunAsync(
        Hook("look-before"),
        new Dictionary<string, string?>(Values)
        {
            ["AZURE_DEPLOYED_BEFORE"] = remembered, ["AZURE_ALERTS_WIRED"] = remembered, ["AZURE_ALERTS_HAD_RECEIVER"] = remembered,
        });

    private static string[] Sets(string deployed, string wired, string had) =>
        [$"azd env set AZURE_DEPLOYED_BEFORE {deployed}", $"azd env set AZURE_ALERTS_WIRED {wired}", $"azd env set AZURE_ALERTS_HAD_RECEIVER {had}"];

    private string[] Remembered() => [.. _tools.Calls.Where(call => call.StartsWith("azd env set", StringComparison.Ordinal))];
}
