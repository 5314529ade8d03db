using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The alerts beside the probe's: the data path's, the platform's and the synthetic one.</summary>
[Trait("Category", "fast")]
public sealed partial class OtherAlertTests
{
    private readonly ManualClock _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Catalog_names_every_rule_once_and_its_metric_rules_are_evaluated()
    {
        string[] metrics = ["lb-probe-down", "lb-data-path-down", "mysql-ha-io", "mysql-ha-sql", "mysql-cpu", "mysql-storage", "mysql-connections"];
        await using var emulator = Build(Pace.Fast);

        Assert.Equal([.. metrics, "resource-health", "mysql-resource-health", "synthetic-alert"], AlertRuleCatalog.All(TestStack.Options).Select(rule => rule.Name));
        Assert.Equal(metrics, emulator.Alerts.Rules.Select(rule => rule.Name));
    }

    [Fact]
    public async Task Data_path_alert_is_about_the_front_end_and_names_no_back_end()
    {
        await using var emulator = Build(Pace.Azure with { MetricDelay = TimeSpan.Zero });
        emulator.Metrics.Record(emulator.Names.LoadBalancer, "VipAvailability", new Dictionary<string, string> { ["FrontendPort"] = "80" }, 0);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var fired = emulator.Alerts.Evaluate(emulator.Alerts.Rules[1]).Single();

        Assert.Equal(("lb-data-path-down", "Fired", 0.0, 0), (fired.Rule.Name, fired.Condition, fired.Value, fired.Dimensions.Count));
        Assert.Equal("Sev0", Essentials(CommonAlertSchema.Of(fired).ToJsonString())["severity"]!.GetValue<string>());
    }

    [Fact]
    public async Task Platforms_word_on_an_instance_is_posted_as_the_stored_sample()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var emulator = Build(Pace.Azure, webhook);

        emulator.ResourceHealth.Send(new(emulator.Names.Instance("1"), "Unavailable", "Available") { Title = "The host is down" });
        await Poll.UntilAsync("the post", () => !webhook.Posts.IsEmpty);

        AssertJson("resource-health.json", webhook.Posts.Single().Body);
    }

    [Fact]
    public async Task Synthetic_alert_fires_and_resolves_in_turn_as_often_as_it_is_told()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var emulator = Build(Pace.Azure, webhook, TimeSpan.FromMinutes(10));
        await emulator.StartAsync(TestContext.Current.CancellationToken);
        await Poll.UntilAsync("the timer", () => _clock.Awaits(TimeSpan.FromMinutes(5)));

        for (var posts = 1; posts <= 4; posts++)
        {
            _clock.Advance(TimeSpan.FromMinutes(5));
            await Poll.UntilAsync($"{posts} posts", () => emulator.ActionGroup.Deliveries.Count == posts);
        }

        var bodies = webhook.Posts.Select(post => post.Body).ToList();
        var ids = bodies.Select(body => Essentials(body)["alertId"]!.GetValue<string>()).ToList();
        Assert.Equal(["Fired", "Resolved", "Fired", "Resolved"], bodies.Select(body => Essentials(body)["monitorCondition"]!.GetValue<string>()));
        Assert.Equal((ids[0], ids[2]), (ids[1], ids[3]));
        Assert.NotEqual(ids[0], ids[2]);
        AssertJson("synthetic-alert.resolved.json", bodies[1]);
    }

    [Fact]
    public async Task Availability_says_which_machines_are_powered()
    {
        await using var stack = await TestStack.StartAsync(options => options with { Pace = options.Pace with { RestartDuration = TimeSpan.FromHours(1) } });

        stack.Emulator.Actions.Restart(stack.Emulator.ScaleSet.Find("1")!);

        await Poll.UntilAsync("the machine to be off", () => Available(stack).SequenceEqual(["web_0 1", "web_1 0", "web_2 1"]));
    }

    private static List<string> Available(TestStack stack)
    {
        var end = stack.Emulator.Metrics.VisibleUntil;
        return [.. stack.Emulator.Metrics.Read(stack.Emulator.Names.ScaleSet, "VmAvailabilityMetric", end - TimeSpan.FromMinutes(1), end)
            .Where(series => series.Buckets.Count > 0)
            .Select(series => FormattableString.Invariant($"{series.Dimensions.Single().Value} {series.Buckets[^1].Value(MetricAggregation.Average)}"))
            .Order()];
    }

    private EmulatedAzure Build(Pace pace, Webhook? webhook = null, TimeSpan? synthetic = null)
    {
        var emulator = EmulatedAzure.Build(TestStack.Options with { Clock = _clock, Pace = pace, SyntheticAlertEvery = synthetic }, new FakeMachines());
        if (webhook is not null)
        {
            emulator.ActionGroup.Add(webhook.Receiver);
        }

        return emulator;
    }

    private static JsonNode Essentials(string body) => JsonNode.Parse(body)!["data"]!["essentials"]!;

    private static void AssertJson(string sample, string actual)
    {
        using StreamReader reader = new(typeof(OtherAlertTests).Assembly.GetManifestResourceStream(sample)!);
        var subscription = TestStack.Options.Subscription;
        var comparable = AnyGuid().Replace(actual, id => id.Value == subscription ? id.Value : "(guid)");
        Assert.Equal(JsonNode.Parse(reader.ReadToEnd())!.ToJsonString(), JsonNode.Parse(comparable)!.ToJsonString());
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex AnyGuid();
}
