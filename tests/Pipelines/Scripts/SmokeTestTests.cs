using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class SmokeTestTests : IDisposable
{
    // The page and the endpoint are real here, because PowerShell asks them itself, so that no key is an argument of a program.
    private readonly FakeTools _tools = new("az");

    public SmokeTestTests() => NeedsJq();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task A_stack_that_works_passes_and_no_key_is_seen()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync();

        Ended ended = await RunAsync(stack);

        Assert.Equal((0, 0), (ended.Code, ended.LeftBehind));
        Assert.Equal(
            [
                $"Waiting for {stack.Url} to say Hello World (the first start takes some minutes) ...",
                "  ok  the page says Hello World",
                "  ok  an alert without a key is refused",
                "  ok  an alert is taken in and closed",
            ],
            ended.Output);
        // Each time the key of the one function that is asked, in either shell.
        string[] once = ["Fired key-of-alerts", "list key-of-list", "Resolved key-of-alerts", "list key-of-list"];
        Assert.Equal([.. once, .. once], stack.Asked);
        Assert.Equal([], _tools.Arguments.Concat(ended.Output).Where(line => line.Contains("key-of-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_that_does_not_come_is_named_with_the_place_to_look()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync(page: "<h1>Sorry</h1>");

        Ended ended = await RunAsync(stack);

        Assert.Equal(1, ended.Code);
        Assert.Equal($"smoke-test: {stack.Url} does not say Hello World. docs/deploy.md, 'When it does not come up', says where to look.", ended.Output[^1]);
        Assert.Contains("## When it does not come up", Repository.Text("docs/deploy.md"));
    }

    [Fact]
    public async Task An_alert_endpoint_that_lets_strangers_in_fails_the_test()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync(withoutKey: 202);

        Ended ended = await RunAsync(stack);

        Assert.Equal((1, "smoke-test: an alert without a key was answered with 202 instead of 401."), (ended.Code, ended.Output[^1]));
    }

    [Fact]
    public async Task An_alert_that_is_taken_in_and_never_handled_fails_the_test()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync(outcome: "null");

        Ended ended = await RunAsync(stack);

        Assert.Equal(1, ended.Code);
        Assert.StartsWith("smoke-test: alert alert-1-fired (Fired) was taken in but not handled.", ended.Output[^1]);
    }

    [Fact]
    public async Task An_alert_that_is_not_taken_in_fails_the_test()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync(withKey: 503);

        Ended ended = await RunAsync(stack);

        Assert.Equal((1, "smoke-test: the alert function did not take the alert (Fired)."), (ended.Code, ended.Output[^1]));
    }

    private Task<Ended> RunAsync(StackStandIn stack)
    {
        _tools.When("functions/Alerts/listKeys", "key-of-alerts").When("functions/ListAlerts/listKeys", "key-of-list");
        Dictionary<string, string?> environment = new(Values)
        {
            ["AZURE_WEB_DIRECT_URL"] = stack.Url,
            ["AZURE_FUNCTION_URL"] = stack.Url + "/",
            ["STEADFAST_WEB_MINUTES"] = "0",
            ["STEADFAST_ALERT_MINUTES"] = "0",
        };
        return _tools.RunHookAsync(Hook("smoke-test"), environment);
    }
}
