using System.Text.Json.Nodes;
using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class WireAlertsTests : IDisposable
{
    // With characters that must be encoded in an address.
    private const string Key = "s3cr3t+key/with==";

    private const string Site = "/subscriptions/sub/resourceGroups/rg-dev/providers/Microsoft.Web/sites/func-dev";
    private const string Group = "/subscriptions/sub/resourceGroups/rg-dev/providers/Microsoft.Insights/actionGroups/ag-dev?api-version=2023-01-01";
    private const string Listing = $"az rest --method post --url {Site}/functions/Alerts/listKeys?api-version=2024-11-01 --query default --output tsv";

    private readonly FakeTools _tools = new("az", "azd");

    public WireAlertsTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task The_key_goes_into_the_action_group_and_appears_nowhere_else()
    {
        Azure(receivers: "[]");

        Ended ended = await RunAsync();

        Assert.Equal((0, 0), (ended.Code, ended.LeftBehind));
        Assert.Equal(["Waiting for the key of the function Alerts ...", "Alerts reach the automation."], ended.Output);
        Assert.Equal([$"az rest --method get --url {Group}", Listing, $"az rest --method put --url {Group} --body @- --output none"], _tools.Calls);
        AssertJson(Wanted("[]"), string.Concat(_tools.Inputs));
        AssertHidden(ended);
    }

    [Fact]
    public async Task Wired_again_there_is_still_one_receiver_and_those_of_others_stay()
    {
        const string Others = """{ "name": "der Süden — 南", "functionName": "F" }""";
        Azure(receivers: $$"""[ { "name": "recovery", "httpTriggerUrl": "https://func-dev.example.net/api/alerts?code=old" }, {{Others}} ]""");

        Ended ended = await RunAsync();

        Assert.Equal(0, ended.Code);
        AssertJson(Wanted($"[ {Others} ]"), string.Concat(_tools.Inputs));
    }

    [Fact]
    public async Task A_key_that_was_removed_is_made_anew_by_the_app_itself()
    {
        _tools.When("listKeys", "\n").When("/keys/default", Key);
        Azure(receivers: "[]");

        Ended ended = await RunAsync();

        Assert.Equal(0, ended.Code);
        Assert.Contains(
            $"az rest --method put --url {Site}/functions/Alerts/keys/default?api-version=2024-11-01 "
            + "--body @- --query properties.value --output tsv",
            _tools.Calls);
        Assert.Equal("""{"properties":{"name":"default"}}""", _tools.Inputs[0]);
        AssertJson(Wanted("[]"), string.Concat(_tools.Inputs[1..]));
        AssertHidden(ended);
    }

    [Fact]
    public async Task A_listing_that_fails_never_renews_a_key_that_may_be_in_use()
    {
        _tools.When("listKeys", "", code: 1);
        Azure(receivers: "[]");

        Ended ended = await RunAsync();

        Assert.Equal(1, ended.Code);
        Assert.Equal(
            "wire-alerts: the function Alerts has no key yet. Look at the app's log (az webapp log tail --name func-dev --resource-group rg-dev), then run 'azd deploy' again.",
            ended.Output[^1]);
        Assert.Equal([$"az rest --method get --url {Group}", Listing], _tools.Calls);
    }

    [Fact]
    public async Task Before_the_first_deployment_of_code_there_is_nothing_to_wire()
    {
        _tools.When("listKeys", "", code: 1);
        Azure(receivers: "[]");

        Ended ended = await RewireAsync();

        Assert.Equal(
            (0, "Alerts do not reach the automation yet: that follows once its code is deployed ('azd deploy'; 'azd up' does both)."),
            (ended.Code, Assert.Single(ended.Output)));
        Assert.Equal([$"az rest --method get --url {Group}", Listing], _tools.Calls);
    }

    [Fact]
    public async Task A_receiver_that_is_there_is_left_alone()
    {
        Azure(receivers: """[ { "name": "of others" }, { "name": "recovery" } ]""");

        Ended ended = await RewireAsync();

        Assert.Equal((0, "Alerts reach the automation.", 1), (ended.Code, Assert.Single(ended.Output), _tools.Calls.Length));
    }

    [Fact]
    public async Task A_group_that_was_made_anew_gets_its_receiver_again()
    {
        Azure(receivers: "[]");

        Ended ended = await RewireAsync();

        Assert.Equal((0, "Alerts reach the automation."), (ended.Code, ended.Output[^1]));
        AssertJson(Wanted("[]"), string.Concat(_tools.Inputs));
        AssertHidden(ended);
    }

    private Task<Ended> RewireAsync() => _tools.RunHookAsync(Hook("rewire-alerts"), new Dictionary<string, string?>(Values) { ["STEADFAST_KEY_MINUTES"] = "0" });

    private void Azure(string receivers) => _tools
        .When("--method get", $$"""
            { "id": "x", "location": "Global", "tags": { "azd-env-name": "dev" }, "properties": { "groupShortName": "steadfast", "enabled": true,
              "emailReceivers": [ { "name": "ops", "emailAddress": "ops@example.net", "status": "Enabled" } ], "azureFunctionReceivers": {{receivers}} } }
            """)
        .When("listKeys", Key)
        .When($"--method put --url {Group}", "");

    private static string Wanted(string others) => $$"""
        { "location": "Global", "tags": { "azd-env-name": "dev" }, "properties": { "groupShortName": "steadfast", "enabled": true,
          "emailReceivers": [ { "name": "ops", "emailAddress": "ops@example.net" } ],
          "azureFunctionReceivers": [ {{(others == "[]" ? "" : others[1..^1] + ",")}}
            { "name": "recovery", "functionAppResourceId": "{{Site}}", "functionName": "Alerts",
              "httpTriggerUrl": "https://func-dev.example.net/api/alerts?code=s3cr3t%2Bkey%2Fwith%3D%3D", "useCommonAlertSchema": true } ] } }
        """;

    private Task<Ended> RunAsync() => _tools.RunHookAsync(Hook("wire-alerts"), new Dictionary<string, string?>(Values) { ["STEADFAST_KEY_MINUTES"] = "0" });

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), $"expected {expected}\n but was {actual}");

    private void AssertHidden(Ended ended) =>
        Assert.Equal([], _tools.Arguments.Concat(ended.Output).Where(line => line.Contains("s3cr3t", StringComparison.Ordinal)));
}
