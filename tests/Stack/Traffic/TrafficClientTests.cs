using System.Diagnostics;
using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Stack.Tests.Traffic;

[Trait("Category", "fast")]
public class TrafficClientTests
{
    [Fact]
    public async Task Sends_at_its_rate_with_a_connection_for_each_request()
    {
        await using var server = new ScriptedServer("a");
        await using var client = TrafficClient.Start(new(server.Url, 200) { Duration = TimeSpan.FromSeconds(1) });

        await client.Finished;

        var report = client.Report();
        Assert.Equal((200, 0, TimeSpan.Zero), (report.Total, report.Failed, report.LongestOutage));
        Assert.Equal(new Dictionary<string, int> { ["a"] = 200 }, report.ServedBy);
        Assert.Equal(200, server.Connections);
        Assert.True(report.P50 > TimeSpan.Zero && report.P50 <= report.P99);
    }

    [Theory]
    [InlineData(Behavior.Reset, "Reset")]
    [InlineData(Behavior.Close, "Closed")]
    [InlineData(Behavior.CutOff, "Closed")]
    [InlineData(Behavior.Garbage, "Malformed")]
    [InlineData(Behavior.Hang, "Timeout")]
    internal async Task Names_what_went_wrong(Behavior behavior, string kind)
    {
        await using var server = new ScriptedServer { Behavior = behavior };

        var report = await RunAsync(server.Url, requests: 5);

        Assert.Equal(new Dictionary<string, int> { [kind] = 5 }, report.FailuresByKind);
    }

    [Fact]
    public async Task Names_a_status_that_is_not_good()
    {
        await using var server = new ScriptedServer { Status = 503 };

        Assert.Equal(new Dictionary<string, int> { ["Status 503"] = 5 }, (await RunAsync(server.Url, requests: 5)).FailuresByKind);
    }

    [Fact]
    public async Task Names_a_refused_connection()
    {
        var server = new ScriptedServer();
        await server.DisposeAsync();

        Assert.Equal(new Dictionary<string, int> { ["Refused"] = 5 }, (await RunAsync(server.Url, requests: 5)).FailuresByKind);
    }

    [Fact]
    public async Task A_server_that_hangs_does_not_slow_the_client()
    {
        await using var server = new ScriptedServer { Behavior = Behavior.Hang };
        var watch = Stopwatch.StartNew();
        await using var client = TrafficClient.Start(new(server.Url, 200) { MaxRequests = 100, Timeout = TimeSpan.FromSeconds(10) });

        // One after the other, a hundred requests would need a thousand seconds.
        await Eventually.TrueAsync(() => server.Connections == 100, "a hundred requests are under way", seconds: 9);

        Assert.Equal(100, client.InFlight);
        Assert.Equal(0, client.Report().Total);
        Assert.True(watch.Elapsed.TotalSeconds < 10);
        server.Behavior = Behavior.Answer;
        await server.DisposeAsync();
        await client.Finished;
    }

    [Fact]
    public async Task An_outage_is_measured_as_the_client_saw_it()
    {
        await using var server = new ScriptedServer();
        await using var client = TrafficClient.Start(new(server.Url, 200));
        await Eventually.TrueAsync(() => client.Report().Total > 20, "traffic");

        var before = Stopwatch.StartNew();
        server.Status = 503;
        await Eventually.TrueAsync(() => client.Report().Failed >= 100, "a hundred failures");
        var inner = before.Elapsed;
        server.Status = 200;
        int failed = client.Report().Failed;
        await Eventually.TrueAsync(() => client.Report() is var now && now.Total > failed + 100 && now.ServedBy.Values.Sum() > 60, "good answers again");
        var report = await client.StopAsync();

        Assert.InRange(report.LongestOutage, TimeSpan.FromMilliseconds(450), inner + TimeSpan.FromSeconds(1));
        Assert.InRange(report.Impaired, TimeSpan.FromMilliseconds(450), report.LongestOutage);
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var wrong = Assert.Throws<ArgumentException>(() => TrafficClient.Start(new(new Uri("https://example.test/"), 0)));

        Assert.Equal(
            "Target is https://example.test/; it must be http with a numeric address. RatePerSecond is 0; it must be 1 to 5000.",
            wrong.Message);
    }

    private static async Task<TrafficReport> RunAsync(Uri target, int requests)
    {
        await using var client = TrafficClient.Start(new(target, 200) { MaxRequests = requests, Timeout = TimeSpan.FromSeconds(1) });
        await client.Finished;
        return client.Report();
    }
}
