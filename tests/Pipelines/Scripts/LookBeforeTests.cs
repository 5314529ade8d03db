using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class LookBeforeTests : IDisposable
{
    private const string There = "Environment dev is there already; what has changed since by itself stays as it is.";
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

    private Task<Ended> RunAsync(string? remembered, string account = "false") => _tools.When("az provider show", "Registered\n").When("azd env set", "")
        .RunHookAsync(Hook("look-before"), new Dictionary<string, string?>(Values) { ["AZURE_DEPLOYED_BEFORE"] = remembered, ["AZURE_DATABASE_ACCOUNT_MADE"] = account });

    private string[] Remembered() => [.. _tools.Calls.Where(call => call.StartsWith("azd env set", StringComparison.Ordinal))];
}
