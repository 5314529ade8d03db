using System.Text.Json;
using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class LookBeforeTests : IDisposable
{
    private const string There = "Environment dev is there already; what has changed since by itself stays as it is.";
    private const string MostAreUnhealthy = "More than half of the machines of vmss-web are unhealthy. A rollout may begin all the same, because it may be what heals them.";
    private const string New = "Environment dev is new.";

    private readonly FakeTools _tools = new("az", "azd");

    public LookBeforeTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData(false, "", null, New, "false")]
    [InlineData(true, "Microsoft.Compute/virtualMachineScaleSets\n", null, New, "false")]
    [InlineData(true, AzureAnswers.Complete, null, There, "true")]
    [InlineData(true, AzureAnswers.Complete, "true", There, null)]
    // A stack that is gone is forgotten.
    [InlineData(false, "", "true", New, "false")]
    public async Task The_template_is_told_what_is_there(bool group, string types, string? remembered, string said, string? kept)
    {
        _tools.When("az group list", group ? Groups() : "[]").When("az resource list", types).When("az keyvault list", "");

        Ended ended = await RunAsync(remembered);

        Assert.Equal((0, said), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal(kept is null ? [] : [$"azd env set AZURE_DEPLOYED_BEFORE {kept}"], Remembered());
    }

    [Theory]
    [InlineData("database-password\ndatabase-web-password\n", "true", "false")]
    [InlineData("database-administrator-password\ndatabase-password\n", "false", "true")]
    [InlineData("database-administrator-password\ndatabase-password\n", "true", null)]
    public async Task Who_administers_the_database_is_told_by_the_vault(string secrets, string remembered, string? kept)
    {
        _tools.When("az group list", Groups()).When("az resource list", AzureAnswers.Complete).When("az keyvault list", "/vaults/kv-dev\n").When("az rest", secrets);

        Ended ended = await RunAsync("true", remembered);

        Assert.Equal(0, ended.Code);
        Assert.Contains("az rest --method get --url /vaults/kv-dev/secrets?api-version=2024-11-01 --query value[].name --output tsv", _tools.Calls);
        Assert.Equal(kept is null ? [] : [$"azd env set AZURE_DATABASE_ACCOUNT_MADE {kept}"], Remembered());
    }

    [Theory]
    [InlineData("Healthy", "Unhealthy", null, null)]
    [InlineData("Unhealthy", "unhealthy", null, "true")]
    [InlineData("unknown", "", null, "true")]
    [InlineData("unhealthy", "unhealthy", "true", null)]
    [InlineData("healthy", "healthy", "true", "false")]
    public async Task A_rollout_may_begin_although_most_machines_are_unhealthy(string one, string other, string? remembered, string? kept)
    {
        _tools.When("az group list", Groups()).When("az resource list", AzureAnswers.Complete).When("az keyvault list", "").When("az vmss list --", "vmss-front\nvmss-web\n")
            .When("az vmss list-instances --subscription sub --resource-group rg-dev --name vmss-front --expand instanceView", Machines("healthy"))
            .When("az vmss list-instances --subscription sub --resource-group rg-dev --name vmss-web --expand instanceView", Machines(one, other));

        Ended ended = await RunAsync("true", others: [("AZURE_MOST_ARE_UNHEALTHY", remembered)]);

        bool most = (kept ?? remembered) == "true";
        Assert.Equal(0, ended.Code);
        Assert.Equal(most ? [MostAreUnhealthy, There] : [There], ended.Output);
        Assert.Equal(kept is null ? [] : [$"azd env set AZURE_MOST_ARE_UNHEALTHY {kept}"], Remembered());
    }

    [Fact]
    public async Task Machines_that_cannot_be_read_stop_the_deployment()
    {
        _tools.When("az group list", Groups()).When("az resource list", AzureAnswers.Complete).When("az keyvault list", "").When("az vmss list --", "vmss-web\n")
            .When("az vmss list-instances", "", code: 1);

        Ended ended = await RunAsync("true");

        Assert.Equal((1, "look-before: the machines of vmss-web could not be read; see above."), (ended.Code, ended.Output[^1]));
    }

    [Theory]
    [InlineData("""{"value":[{"name":"of-others","properties":{"timePeriod":{"startDate":"2025-05-01T00:00:00Z"}}},{"name":"steadfast","properties":{"timePeriod":{"startDate":"2026-02-01T00:00:00Z"}}}]}""", null, "2026-02-01")]
    [InlineData("""{"value":[{"name":"steadfast","properties":{"timePeriod":{"startDate":"2026-02-01T00:00:00Z"}}}]}""", "2026-02-01", null)]
    // There is none yet, so what an earlier deployment would have chosen is no start any more.
    [InlineData("""{"value":[]}""", "2025-12-01", "")]
    [InlineData("""{"value":[]}""", null, null)]
    public async Task The_start_of_the_budget_is_that_of_the_one_that_is_there(string budgets, string? remembered, string? kept)
    {
        _tools.When("az group list", Groups()).When("az resource list", AzureAnswers.Complete).When("az keyvault list", "")
            .When("az rest --method get --url /subscriptions/sub/resourceGroups/rg-dev/providers/Microsoft.Consumption/budgets?api-version=2023-11-01 --output json", budgets);

        Ended ended = await RunAsync("true", others: [("AZURE_MONTHLY_BUDGET", "300"), ("AZURE_BUDGET_START", remembered)]);

        Assert.Equal((0, There), (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal(kept is null ? [] : [$"azd env set AZURE_BUDGET_START {kept}"], Remembered());
    }

    [Fact]
    public async Task A_budget_that_cannot_be_read_stops_the_deployment()
    {
        _tools.When("az group list", Groups()).When("az resource list", AzureAnswers.Complete).When("az keyvault list", "").When("az rest", "", code: 1);

        Ended ended = await RunAsync("true", others: [("AZURE_MONTHLY_BUDGET", "300")]);

        Assert.Equal((1, "look-before: the budget of rg-dev could not be read; see above."), (ended.Code, ended.Output[^1]));
    }

    [Theory]
    [InlineData("az keyvault list", "the vault of rg-dev could not be read; see above.")]
    [InlineData("az rest", "the names of the secrets of rg-dev could not be read; see above.")]
    public async Task A_vault_that_does_not_answer_stops_the_deployment(string call, string said)
    {
        // To take the account for missing would give the administrator the password back that the web servers know.
        _tools.When("az group list", Groups()).When("az resource list", AzureAnswers.Complete).When(call, "", code: 1).When("az keyvault list", "/vaults/kv-dev\n");

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal((1, $"look-before: {said}"), (ended.Code, ended.Output[^1]));
        Assert.Equal([], Remembered());
    }

    [Fact]
    public async Task The_provider_of_the_functions_subnet_is_registered_before_anything_is_made()
    {
        _tools.When("az provider show", "NotRegistered\n").When("az provider register", "").When("az group list", "[]");

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal((0, "Registering Microsoft.App, which takes a minute or two ..."), (ended.Code, ended.Output[0]));
        Assert.Contains("az provider register --subscription sub --namespace Microsoft.App --wait --only-show-errors --output none", _tools.Calls);
    }

    [Fact]
    public async Task Who_may_not_register_it_is_told_what_to_ask_for()
    {
        _tools.When("az provider show", "NotRegistered\n").When("az provider register", "", code: 1).When("az group list", "[]");

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal(
            (1, "look-before: Microsoft.App is not registered. Ask an owner of the subscription for: az provider register --namespace Microsoft.App --wait"),
            (ended.Code, ended.Output[^1]));
        Assert.Equal([], Remembered());
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_assumed()
    {
        // To take a stack for new would set its number of web servers and its password back.
        _tools.When("az group list", Groups()).When("az resource list", "", code: 1);

        Ended ended = await RunAsync(remembered: null);

        Assert.Equal((1, "look-before: the resource group rg-dev could not be read; see above."), (ended.Code, ended.Output[^1]));
        Assert.Equal([], Remembered());
    }

    private static string Machines(params string[] health) => JsonSerializer.Serialize(health.Select(each => each.Length == 0
        ? new { instanceView = (object)new { } }
        : new { instanceView = (object)new { vmHealth = new { status = new { code = $"HealthState/{each}" } } } }));

    private Task<Ended> RunAsync(string? remembered, string account = "false", params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> environment = new(Values) { ["AZURE_DEPLOYED_BEFORE"] = remembered, ["AZURE_DATABASE_ACCOUNT_MADE"] = account };
        foreach (var (name, value) in others)
        {
            environment[name] = value;
        }

        return _tools.When("az provider show", "Registered\n").When("az vmss list --", "").When("azd env set", "").RunHookAsync(Hook("look-before"), environment);
    }

    private string[] Remembered() => [.. _tools.Calls.Where(call => call.StartsWith("azd env set", StringComparison.Ordinal))];
}
