using System.Net;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The metrics of the database, under the names of the REST API.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseMetricsTests
{
    private const string Names =
        "HA_IO_status,HA_SQL_status,HA_replication_lag,active_connections,aborted_connections,cpu_percent,storage_percent,memory_percent";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Noon);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_metric_is_served_with_its_own_aggregation()
    {
        await using var stack = await StartAsync();
        await ObserveAsync(stack, FakeDatabase.Well with { AbortedConnections = 5, LagSeconds = 0.5 });
        _clock.Advance(TimeSpan.FromMinutes(1));

        var body = await stack.GetAsync(Metrics($"{Names}&timespan=2026-01-01T12:00:00Z/PT1M"));

        Assert.Equal(
            [
                """HA_IO_status Count "maximum":1""",
                """HA_SQL_status Count "maximum":1""",
                """HA_replication_lag Seconds "maximum":0.5""",
                """active_connections Count "average":12""",
                """aborted_connections Count "total":2""",
                """cpu_percent Percent "average":20""",
                """storage_percent Percent "average":30""",
                """memory_percent Percent "average":40""",
            ],
            body["value"]!.AsArray().Select(one =>
                $"{one!["name"]!["value"]} {one["unit"]} {one["timeseries"]![0]!["data"]![0]!.ToJsonString().Split(',')[1].TrimEnd('}')}"));
        Assert.Equal("microsoft.dbformysql/flexibleservers", body["namespace"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("HA_IO_status", "average")]
    [InlineData("HA_SQL_status", "maximum,minimum")]
    [InlineData("aborted_connections", "average")]
    [InlineData("cpu_percent", "total")]
    [InlineData("cpu_percent,HA_IO_status", "average")]
    public async Task Aggregation_that_a_metric_does_not_offer_is_a_bad_request(string metrics, string aggregation)
    {
        await using var stack = await StartAsync();

        using var response = await stack.Http.GetAsync(Metrics($"{metrics}&aggregation={aggregation}&api-version=2023-10-01"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("offers the aggregations", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_read_is_no_sample() => Assert.Empty(DatabaseMetrics.Samples(PairReading.Nothing, abortedBefore: 3));

    [Fact]
    public void Standby_that_is_dead_replicates_nothing_and_is_behind_by_nobody_knows_how_much() => Assert.Equal(
        [("HA_IO_status", 0.0), ("HA_SQL_status", 0.0)],
        DatabaseMetrics.Samples(FakeDatabase.StandbyDead, abortedBefore: null).Where(sample => sample.Metric.StartsWith("HA", StringComparison.Ordinal)));

    [Theory]
    [InlineData(null, 7L, null)]
    [InlineData(3L, null, null)]
    [InlineData(3L, 7L, 4.0)]
    [InlineData(7L, 7L, 0.0)]
    [InlineData(7L, 2L, 2.0)]
    public void Aborted_connections_count_what_has_come_since_the_look_before(long? before, long? now, double? expected)
    {
        PairReading seen = new(PrimaryAnswers: true, StandbyAnswers: true) { AbortedConnections = now };

        Assert.Equal(expected, DatabaseMetrics.Samples(seen, before).Select(sample => (double?)sample.Value).SingleOrDefault());
    }

    [Theory]
    [InlineData("mysql-ha-io", 0.0, "HA_IO_status", "Maximum LessThan 1")]
    [InlineData("mysql-ha-sql", 0.0, "HA_SQL_status", "Maximum LessThan 1")]
    [InlineData("mysql-cpu", 95.0, "cpu_percent", "Average GreaterThan 90")]
    [InlineData("mysql-storage", 86.0, "storage_percent", "Maximum GreaterThan 85")]
    [InlineData("mysql-connections", 501.0, "active_connections", "Maximum GreaterThan 500")]
    public async Task Alert_fires_on_its_metric(string name, double value, string metric, string condition)
    {
        // Nothing behind the server: no look of the service's own is among the samples.
        await using var emulator = EmulatedAzure.Build(Options, new FakeMachines());
        var rule = emulator.Alerts.Rules.Single(one => one.Name == name);
        emulator.Metrics.Record(emulator.Names.Database, metric, new Dictionary<string, string>(), value);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var fired = emulator.Alerts.Evaluate(rule).Single();

        Assert.Equal((name, "Fired", value, 0), (fired.Rule.Name, fired.Condition, fired.Value, fired.Dimensions.Count));
        Assert.Equal((TestStack.Database, metric, condition), (rule.TargetResourceId, rule.Metric, FormattableString.Invariant($"{rule.Aggregation} {rule.Operator} {rule.Threshold}")));
    }

    [Fact]
    public void Rules_use_only_aggregations_that_their_metrics_offer()
    {
        var definitions = MetricDefinition.Database.ToDictionary(definition => definition.Name);

        Assert.All(DatabaseAlertRules.All(TestStack.Options), rule => Assert.True(definitions[rule.Metric].Offers(rule.Aggregation), rule.Name));
    }

    [Fact]
    public async Task Standby_that_stops_receiving_fires_and_resolves_at_the_fast_pace()
    {
        await using var webhook = await Webhook.StartAsync();
        await using var stack = await TestStack.StartAsync(pair: new FakeDatabase());
        stack.Emulator.ActionGroup.Add(webhook.Receiver);

        stack.Pair.Seen = FakeDatabase.Well with { IoRunning = false };
        await Poll.UntilAsync("the alert", () => webhook.Posts.Any(post => post.Body.Contains("\"Fired\"", StringComparison.Ordinal)));
        stack.Pair.Seen = FakeDatabase.Well;
        await Poll.UntilAsync("its end", () => webhook.Posts.Any(post => post.Body.Contains("\"Resolved\"", StringComparison.Ordinal)));

        Assert.All(webhook.Posts, post => Assert.Contains("\"alertRule\":\"mysql-ha-io\"", post.Body, StringComparison.Ordinal));
    }

    private EmulatorOptions Options => TestStack.Options with { Clock = _clock, Pace = Pace.Azure with { MetricDelay = TimeSpan.Zero } };

    private Task<TestStack> StartAsync() => TestStack.StartAsync(_ => Options, new FakeDatabase());

    /// <summary>The next look sees this.</summary>
    private async Task ObserveAsync(TestStack stack, PairReading seen)
    {
        await Poll.UntilAsync("the first look", () => stack.Emulator.Database!.LastSeen is not null && _clock.Awaits(TimeSpan.FromSeconds(10)));
        stack.Pair.Seen = seen;
        _clock.Advance(TimeSpan.FromSeconds(10));
        await Poll.UntilAsync("the look", () => stack.Emulator.Database!.LastSeen == seen);
    }

    private static string Metrics(string query) => $"{TestStack.Database}/providers/Microsoft.Insights/metrics?metricnames={query}";
}
