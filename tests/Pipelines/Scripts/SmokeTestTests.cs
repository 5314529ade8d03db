using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class SmokeTestTests : IDisposable
{
    private const string SignInAsked = """{"title":"You are not signed in","status":401,"code":"signIn"}""";

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
    public async Task A_page_for_those_who_are_signed_in_must_ask_for_a_sign_in()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync(page: SignInAsked, pageStatus: 401);

        Ended ended = await RunAsync(stack, ("AZURE_SIGN_IN_CLIENT_ID", "app"));

        Assert.Equal(0, ended.Code);
        Assert.Equal([$"Waiting for {stack.Url} to ask for a sign-in (the first start takes some minutes) ...", "  ok  the page is for those who are signed in"], ended.Output[..2]);
    }

    [Fact]
    public async Task A_page_that_is_open_although_a_sign_in_is_set_fails_the_test()
    {
        await using StackStandIn stack = await StackStandIn.StartAsync();

        Ended ended = await RunAsync(stack, ("AZURE_SIGN_IN_CLIENT_ID", "app"));

        Assert.Equal((1, $"smoke-test: {stack.Url} does not ask for a sign-in. docs/deploy.md, 'When it does not come up', says where to look."), (ended.Code, ended.Output[^1]));
    }

    [Theory]
    [InlineData("", "<h1>Hello World</h1>", "--fail ", "the page says Hello World")]
    [InlineData("app", SignInAsked, "", "the page is for those who are signed in")]
    public async Task A_page_that_only_a_Front_Door_may_ask_for_is_asked_for_inside_a_web_server(string client, string page, string options, string said)
    {
        // From outside nothing answers.
        await using StackStandIn stack = await StackStandIn.StartAsync(page: "<h1>Not here</h1>");
        _tools.When("az vmss list-instances", "3\n4\n7\n").When("--instance-id 3", HookEnvironment.AnswerInside("")).When("--instance-id 4", "", code: 1).When("--instance-id 7", HookEnvironment.AnswerInside(page));

        Ended ended = await RunAsync(stack, ("AZURE_ONLY_FRONT_DOOR", "door"), ("AZURE_SIGN_IN_CLIENT_ID", client));

        Assert.Equal((0, $"  ok  {said} (asked inside a web server, because from outside only its Front Door may ask)"), (ended.Code, ended.Output[1]));
        Assert.Contains(_tools.Calls, call => call.EndsWith($"--instance-id 7 --command-id RunShellScript --scripts curl --silent --max-time 10 --header X-Azure-FDID:door {options}http://localhost:8080/ --output json", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("192.0.2.0/24", 0, "  --  no alert was tried: the Function App keeps this machine out (403), which is not in AZURE_OPERATOR_ADDRESSES")]
    [InlineData("", 1, "smoke-test: an alert without a key was answered with 403 instead of 401.")]
    public async Task A_machine_that_is_no_operators_tries_no_alert_and_says_so(string operators, int code, string said)
    {
        await using StackStandIn stack = await StackStandIn.StartAsync(withoutKey: 403, withKey: 403);

        Ended ended = await RunAsync(stack, ("AZURE_OPERATOR_ADDRESSES", operators));

        Assert.Equal((code, said), (ended.Code, ended.Output[^1]));
        Assert.Equal([], stack.Asked);
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

    private Task<Ended> RunAsync(StackStandIn stack, params (string Name, string Value)[] others)
    {
        _tools.When("functions/Alerts/listKeys", "key-of-alerts").When("functions/ListAlerts/listKeys", "key-of-list");
        Dictionary<string, string?> environment = new(Values)
        {
            ["AZURE_WEB_DIRECT_URL"] = stack.Url,
            ["AZURE_FUNCTION_URL"] = stack.Url + "/",
            ["STEADFAST_WEB_MINUTES"] = "0",
            ["STEADFAST_ALERT_MINUTES"] = "0",
        };
        foreach (var (name, value) in others)
        {
            environment[name] = value;
        }

        return _tools.RunHookAsync(Hook("smoke-test"), environment);
    }
}
