using System.Text.Json.Nodes;
using static Steadfast.Pipelines.Tests.Scripts.HookEnvironment;

namespace Steadfast.Pipelines.Tests.Scripts;

[Trait("Category", "real-processes")]
public sealed class LiveDrillTests : IDisposable
{
    private readonly FakeTools _tools = new("az", "curl");
    private readonly string _report = Path.GetTempFileName();

    public LiveDrillTests()
    {
        NeedsJq();
        _tools
            .When("functions/ListIncidents/listKeys", "key-of-list")
            .When("az vmss list-instances", "4\n")
            .When("az vmss run-command invoke", "");
    }

    public void Dispose()
    {
        _tools.Dispose();
        File.Delete(_report);
    }

    [Fact]
    public async Task The_repair_of_a_hanging_web_server_is_reported_as_a_client_saw_it()
    {
        Ended ended = await RunAsync(Incident("4", "Recovered", "2999-01-01T00:00:00Z"));

        JsonNode report = JsonNode.Parse(await File.ReadAllTextAsync(_report, TestContext.Current.CancellationToken))!;
        Assert.Equal((0, 0), (ended.Code, ended.LeftBehind));
        Assert.Equal(("instance-hang", "4", "Recovered"), ((string?)report["scenario"], (string?)report["target"], (string?)report["outcome"]));
        Assert.Equal((int?)report["requests"]!["total"], (int?)report["requests"]!["failed"]);
        Assert.Contains(_tools.Calls, call => call.EndsWith("--instance-id 4 --command-id RunShellScript --scripts pkill -STOP -f Steadfast.WebApp.dll --output none", StringComparison.Ordinal));
        Assert.Equal([], _tools.Arguments.Concat(ended.Output).Where(line => line.Contains("key-of-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_incident_that_ends_with_a_person_fails_the_drill()
    {
        Ended ended = await RunAsync(Incident("4", "Escalated", "2999-01-01T00:00:00Z"));

        Assert.Equal((1, "live-drill: the incident did not end as recovered."), (ended.Code, ended.Output[^1]));
    }

    [Theory]
    [InlineData("4", "Open", "2999-01-01T00:00:00Z")]
    [InlineData("3", "Recovered", "2999-01-01T00:00:00Z")]
    [InlineData("4", "Recovered", "2020-01-01T00:00:00Z")]
    public async Task Incidents_that_are_open_or_of_others_or_older_do_not_count(string target, string outcome, string signal)
    {
        Ended ended = await RunAsync(Incident(target, outcome, signal));

        Assert.Equal((1, "live-drill: no incident about web server 4 has ended."), (ended.Code, ended.Output[^1]));
    }

    // The stub's answer to the client is not a status, so each of its requests counts as failed.
    private Task<Ended> RunAsync(string incidents) => _tools
        .When("/api/incidents", incidents)
        .When("http://direct.example.net", "503\n")
        .RunAsync(Hook("live-drill") + ".sh", new Dictionary<string, string?>(Values) { ["STEADFAST_DRILL_MINUTES"] = "0" }, _report);

    private static string Incident(string target, string outcome, string signal) =>
        $$"""[ { "target": "{{target}}", "outcome": "{{outcome}}", "reason": "said", "timeline": { "signal": "{{signal}}" }, "actions": [] } ]""";
}
