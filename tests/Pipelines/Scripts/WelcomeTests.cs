using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class WelcomeTests : IDisposable
{
    private readonly FakeTools _tools = new("az");

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task The_last_words_name_the_addresses_and_the_warnings()
    {
        NeedsJq();

        Ended ended = await RunAsync(("AZURE_WARNINGS", """["Plain HTTP.","No standby."]"""), ("AZURE_DNS_NAME_SERVERS", """["ns1.example.net.","ns2.example.net."]"""));

        Assert.Equal(
            [
                "",
                "Steadfast is up.",
                "  web application  http://web.example.net",
                "  automation       https://func-dev.example.net/api/incidents  (needs a function key)",
                "  in the portal    https://portal.azure.com/#resource/subscriptions/sub/resourceGroups/rg-dev/overview",
                "  name servers     ns1.example.net. ns2.example.net.  (for the parent zone; until then use http://direct.example.net)",
                "  warning: Plain HTTP.",
                "  warning: No standby.",
                "",
                "Break something: docs/deploy.md, 'Try a failure'. Remove everything: azd down --purge",
            ],
            ended.Output);
        Assert.Contains("## Try a failure", Repository.Text("docs/deploy.md"));
    }

    [Fact]
    public async Task A_value_that_is_missing_is_named_with_the_command_that_gives_it()
    {
        Ended ended = await RunAsync(("AZURE_WEB_URL", null));

        Assert.Equal(1, ended.Code);
        Assert.Equal(
            "welcome: AZURE_WEB_URL is empty. Run 'azd provision' first; outside of azd, hand its values over: 'azd env get-values' lists them.",
            Assert.Single(ended.Output));
    }

    [Fact]
    public async Task Without_a_zone_there_are_no_name_servers_to_enter()
    {
        NeedsJq();

        Ended ended = await RunAsync(("AZURE_DNS_NAME_SERVERS", "[]"));

        Assert.Equal([], ended.Output.Where(line => line.Contains("name servers", StringComparison.Ordinal)));
        Assert.StartsWith("Break something", ended.Output[^1], StringComparison.Ordinal);
    }

    private Task<Ended> RunAsync(params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> all = new(Values);
        foreach (var (name, value) in others)
        {
            all[name] = value;
        }

        return _tools.RunHookAsync(Hook("welcome"), all);
    }
}
