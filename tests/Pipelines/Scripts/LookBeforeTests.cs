using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

public sealed class LookBeforeTests : IDisposable
{
    private const string Complete = "Microsoft.Compute/virtualMachineScaleSets\nMicrosoft.DBforMySQL/flexibleServers\nMicrosoft.KeyVault/vaults\n";

    private readonly FakeTools _tools = new("az", "azd");

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData("", "", "", 0, "false", "false", "Environment dev is new.")]
    [InlineData("rg-dev", "Microsoft.Compute/virtualMachineScaleSets\n", "", 0, "false", "false", "Environment dev is new.")]
    [InlineData("rg-dev", Complete, "", 0, "true", "false", "Environment dev is there already; what has changed since by itself stays as it is.")]
    [InlineData("rg-dev", Complete, "/sites/func-dev", 0, "true", "true", "Environment dev is there already; what has changed since by itself stays as it is.")]
    // The app is broken and hands out no key: the template must not ask for it.
    [InlineData("rg-dev", Complete, "/sites/func-dev", 1, "true", "false", "Environment dev is there already; what has changed since by itself stays as it is.")]
    public async Task The_template_is_told_what_is_there(string group, string types, string app, int listing, string deployed, string wired, string said)
    {
        _tools.When("az group list", group).When("az resource list", types).When("az monitor action-group list", app)
            .When("/sites/func-dev/functions/Alerts/listKeys", "", listing).When("azd env set", "");

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal(0, ended.Code);
        Assert.Equal([said], ended.Output);
        Assert.Equal([$"azd env set AZURE_DEPLOYED_BEFORE {deployed}", $"azd env set AZURE_ALERTS_WIRED {wired}"], Remembered());
    }

    [Fact]
    public async Task What_was_remembered_of_a_stack_that_is_gone_is_forgotten()
    {
        _tools.When("az group list", "").When("azd env set", "");

        await RunAsync(remembered: "true");

        Assert.Equal(["azd env set AZURE_DEPLOYED_BEFORE false", "azd env set AZURE_ALERTS_WIRED false"], Remembered());
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

    private Task<Ended> RunAsync(string? remembered) => _tools.RunAsync(
        Hook("look-before"),
        new Dictionary<string, string?>(Values) { ["AZURE_DEPLOYED_BEFORE"] = remembered, ["AZURE_ALERTS_WIRED"] = remembered });

    private string[] Remembered() => [.. _tools.Calls.Where(call => call.StartsWith("azd env set", StringComparison.Ordinal))];
}
