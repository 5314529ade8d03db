using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

public sealed class WelcomeTests : IDisposable
{
    private readonly FakeTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Fact]
    public async Task The_last_words_name_the_addresses_and_the_warnings()
    {
        NeedsJq();

        Ended ended = await RunAsync(("AZURE_WARNINGS", """["Plain HTTP.","No standby."]"""));

        Assert.Equal(
            [
                "",
                "Steadfast is up.",
                "  web application  http://web.example.net",
                "  automation       https://func-dev.example.net/api/incidents  (needs a function key)",
                "  in the portal    https://portal.azure.com/#resource/subscriptions/sub/resourceGroups/rg-dev/overview",
                "  warning: Plain HTTP.",
                "  warning: No standby.",
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
            "welcome.sh: AZURE_WEB_URL is empty. Run 'azd provision' first; outside of azd, run: set -a; eval \"$(azd env get-values)\"; set +a",
            Assert.Single(ended.Output));
    }

    private Task<Ended> RunAsync((string Name, string? Value) other) =>
        _tools.RunAsync(Hook("welcome"), new Dictionary<string, string?>(Values) { [other.Name] = other.Value });
}
