using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

public sealed class SmokeTestTests : IDisposable
{
    private const string Alerts = "https://func-dev.example.net/api/alerts";
    private const string Handled = """[ { "id": "alert-1-fired", "outcome": { "fate": "Noted" } } ]""";

    private readonly FakeTools _tools = new("az", "curl");

    public SmokeTestTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task A_stack_that_works_passes_and_no_key_is_seen()
    {
        Ended ended = await RunAsync();

        Assert.Equal((0, 0), (ended.Code, ended.LeftBehind));
        Assert.Equal(
            [
                "Waiting for http://direct.example.net to say Hello World (the first start takes some minutes) ...",
                "  ok  the page says Hello World",
                "  ok  an alert without a key is refused",
                "  ok  an alert is taken in and closed",
            ],
            ended.Output);
        // Each time the key of the one function that is asked.
        Assert.Equal(
            [.. Enumerable.Repeat<string[]>(["header = \"x-functions-key: key-of-alerts\"", "header = \"x-functions-key: key-of-list\""], 2).SelectMany(pair => pair)],
            _tools.Inputs);
        Assert.Equal([], _tools.Arguments.Concat(ended.Output).Where(line => line.Contains("key-of-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_that_does_not_come_is_named_with_the_place_to_look()
    {
        Ended ended = await RunAsync(page: "<h1>Sorry</h1>");

        Assert.Equal(1, ended.Code);
        Assert.Equal("smoke-test.sh: http://direct.example.net does not say Hello World. docs/deploy.md, 'When it does not come up', says where to look.", ended.Output[^1]);
        Assert.Contains("## When it does not come up", Repository.Text("docs/deploy.md"));
    }

    [Fact]
    public async Task An_alert_endpoint_that_lets_strangers_in_fails_the_test()
    {
        Ended ended = await RunAsync(withoutKey: "202");

        Assert.Equal((1, "smoke-test.sh: an alert without a key was answered with 202 instead of 401."), (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public async Task An_alert_that_is_taken_in_and_never_handled_fails_the_test()
    {
        Ended ended = await RunAsync(list: """[ { "id": "alert-1-fired", "outcome": null } ]""");

        Assert.Equal(1, ended.Code);
        Assert.StartsWith("smoke-test.sh: alert alert-1-fired (Fired) was taken in but not handled.", ended.Output[^1]);
    }

    [Fact]
    public async Task An_alert_that_is_not_taken_in_fails_the_test()
    {
        _tools.When("--data @", "", code: 22);

        Ended ended = await RunAsync();

        Assert.Equal((1, "smoke-test.sh: the alert function did not take the alert (Fired)."), (ended.Code, ended.Output[^1]));
    }

    private Task<Ended> RunAsync(string page = "<h1>Hello World</h1>", string withoutKey = "401", string list = Handled)
    {
        _tools
            .When("functions/Alerts/listKeys", "key-of-alerts")
            .When("functions/ListAlerts/listKeys", "key-of-list")
            .When("http://direct.example.net", page)
            .When("--write-out", withoutKey)
            .When("--data @", """{ "id": "alert-1-fired", "isNew": true }""")
            .When($"--max-time 30 {Alerts}", list);
        Dictionary<string, string?> environment = new(Values) { ["STEADFAST_WEB_MINUTES"] = "0", ["STEADFAST_ALERT_MINUTES"] = "0" };
        return _tools.RunAsync(Hook("smoke-test"), environment);
    }
}
