using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>When an alert fires and resolves, and what is then posted. On a manual clock at Azure's pace without its estimated delay.</summary>
[Trait("Category", "fast")]
public sealed partial class AlertTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Pace Minutes = Pace.Azure with { MetricDelay = TimeSpan.Zero };

    private readonly ManualClock _clock = new(Midnight);

    [Fact]
    public async Task Alert_fires_once_and_resolves_after_three_quiet_evaluations()
    {
        await using var emulator = Build();

        Assert.Empty(Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", true)));
        Assert.Equal(["Fired 127.0.1.5 50"], Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", false)));
        Assert.Empty(Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", false)));
        for (var stillInWindow = 0; stillInWindow < 4; stillInWindow++)
        {
            Assert.Empty(Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", true)));
        }

        Assert.Single(emulator.Alerts.Open);
        Assert.Empty(Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", true)));
        Assert.Empty(Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", true)));
        Assert.Equal(["Resolved 127.0.1.5 100"], Minute(emulator, ("127.0.1.4", true), ("127.0.1.5", true)));
        Assert.Empty(emulator.Alerts.Open);
    }

    [Fact]
    public async Task Each_back_end_has_its_own_alert()
    {
        await using var emulator = Build();

        Assert.Equal(["Fired 127.0.1.4 0"], Minute(emulator, ("127.0.1.4", false), ("127.0.1.5", true)));
        Assert.Equal(["Fired 127.0.1.5 50"], Minute(emulator, ("127.0.1.4", false), ("127.0.1.5", false)));
        Assert.Equal(2, emulator.Alerts.Open.Select(alert => alert.AlertId).Distinct().Count());
    }

    [Fact]
    public async Task No_data_neither_fires_nor_resolves()
    {
        await using var emulator = Build();
        Assert.Equal(["Fired 127.0.1.4 0"], Minute(emulator, ("127.0.1.4", false)));

        for (var silent = 0; silent < 20; silent++)
        {
            Assert.Empty(Minute(emulator));
        }

        Assert.Single(emulator.Alerts.Open);
    }

    [Fact]
    public async Task Alert_that_does_not_mitigate_itself_stays_fired()
    {
        await using var emulator = Build(rule => rule with { AutoMitigate = false });
        Assert.Equal(["Fired 127.0.1.4 0"], Minute(emulator, ("127.0.1.4", false)));

        for (var healthy = 0; healthy < 10; healthy++)
        {
            Assert.Empty(Minute(emulator, ("127.0.1.4", true)));
        }

        Assert.Empty(Minute(emulator, ("127.0.1.4", false)));
        Assert.Single(emulator.Alerts.Open);
    }

    [Fact]
    public async Task Points_younger_than_the_ingestion_delay_are_not_seen()
    {
        await using var emulator = Build(delay: TimeSpan.FromMinutes(2));

        Assert.Empty(Minute(emulator, ("127.0.1.4", false)));
        Assert.Empty(Minute(emulator));
        Assert.Equal(["Fired 127.0.1.4 0"], Minute(emulator));
    }

    [Fact]
    public async Task Posted_bodies_equal_the_stored_samples()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var emulator = Build(rule => rule with { CustomProperties = new Dictionary<string, string> { ["target"] = "vmss" } });
        emulator.ActionGroup.Add(webhook.Receiver);

        // Four good minutes and one bad, then nothing but good ones. The clock waits for each post: on it, a post could time out.
        for (var minute = 1; minute <= 12; minute++)
        {
            Minute(emulator, ("127.0.1.5", minute != 5));
            var expected = minute switch { < 5 => 0, < 12 => 1, _ => 2 };
            await Poll.UntilAsync($"{expected} deliveries", () => emulator.ActionGroup.Deliveries.Count == expected);
        }

        var posts = webhook.Posts.ToList();
        AssertJson(Sample("lb-probe-down.fired.json"), posts[0].Body);
        AssertJson(Sample("lb-probe-down.resolved.json"), posts[1].Body);
        Assert.Equal(("/api/alerts?code=secret", "application/json; charset=utf-8"), (posts[0].Target, posts[0].ContentType));
        Assert.Equal(AlertId().Match(posts[0].Body).Value, AlertId().Match(posts[1].Body).Value);
    }

    [Fact]
    public async Task Probes_that_fail_and_recover_are_each_posted_once_at_the_fast_pace()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.ActionGroup.Add(webhook.Receiver);

        await ProbeUntilAsync("Fired", up: false);
        await ProbeUntilAsync("Resolved", up: true);

        Assert.Equal(
            ["lb-probe-down Fired", "lb-probe-down Resolved"],
            webhook.Posts.Select(post => JsonNode.Parse(post.Body)!["data"]!["essentials"]!).Select(essentials => $"{essentials["alertRule"]} {essentials["monitorCondition"]}"));

        Task ProbeUntilAsync(string condition, bool up) => Poll.UntilAsync(condition, () =>
        {
            Probe(stack.Emulator, "127.0.1.5", up);
            return webhook.Posts.Any(post => post.Body.Contains($"\"{condition}\"", StringComparison.Ordinal));
        });
    }

    /// <summary>One probe of each back end, a minute passes, the rule is evaluated.</summary>
    private IReadOnlyList<string> Minute(EmulatedAzure emulator, params (string Ip, bool Up)[] probes)
    {
        foreach (var (ip, up) in probes)
        {
            Probe(emulator, ip, up);
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        return [.. emulator.Alerts.Evaluate(emulator.Alerts.Rules.Single())
            .Select(alert => FormattableString.Invariant($"{alert.Condition} {alert.Dimensions.Single().Value} {alert.Value}"))];
    }

    private EmulatedAzure Build(Func<MetricAlertRule, MetricAlertRule>? change = null, TimeSpan delay = default)
    {
        var options = TestStack.Options with { Clock = _clock, Pace = Minutes with { MetricDelay = delay } };
        var rule = MetricAlertRule.ProbeDown(options);
        return EmulatedAzure.Build(options with { AlertRules = [change is null ? rule : change(rule)] }, new FakeMachines());
    }

    private static void Probe(EmulatedAzure emulator, string ip, bool up) => emulator.Metrics.Record(
        emulator.Names.LoadBalancer,
        "DipAvailability",
        new Dictionary<string, string> { ["BackendIPAddress"] = ip, ["BackendPort"] = "8080", ["ProtocolType"] = "Tcp" },
        up ? 100 : 0);

    private static string Sample(string name)
    {
        using StreamReader reader = new(typeof(AlertTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static void AssertJson(string expected, string actual)
    {
        var comparable = OriginNumber().Replace(AlertId().Replace(actual, "(id)"), "lb-probe-down_(number)");
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(comparable)!.ToJsonString());
    }

    [GeneratedRegex("/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/providers/Microsoft.AlertsManagement/alerts/[0-9a-f-]{36}")]
    private static partial Regex AlertId();

    [GeneratedRegex(@"lb-probe-down_\d+")]
    private static partial Regex OriginNumber();
}
