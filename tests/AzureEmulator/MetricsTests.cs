using System.Net;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Metrics over REST, on a manual clock with grains of a minute.</summary>
[Trait("Category", "fast")]
public sealed class MetricsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualClock _clock = new(Noon);

    [Fact]
    public async Task Query_split_by_a_dimension_answers_the_documented_body()
    {
        await using var stack = await StartAsync();
        Probe(stack, "127.0.1.4", 100);
        Probe(stack, "127.0.1.5", 0);
        Probe(stack, "127.0.1.5", 100);
        _clock.Advance(TimeSpan.FromMinutes(2));

        var body = await stack.GetAsync(Metrics("2026-01-01T12:00:00Z/2026-01-01T12:02:00Z&$filter=BackendIPAddress eq '*'&aggregation=average,count"));

        Assert.Equal(
            """{"cost":0,"timespan":"2026-01-01T12:00:00Z/2026-01-01T12:02:00Z","interval":"PT1M","value":[{"""
                + $$"""
                "id":"{{TestStack.Balancer}}/providers/Microsoft.Insights/metrics/DipAvailability","type":"Microsoft.Insights/metrics",
                """
                + """
                "name":{"value":"DipAvailability","localizedValue":"Health Probe Status"},"displayDescription":"Health Probe Status","unit":"Count","timeseries":[
                """
                + Series("127.0.1.4", """{"timeStamp":"2026-01-01T12:00:00Z","average":100,"count":1},{"timeStamp":"2026-01-01T12:01:00Z"}""") + ","
                + Series("127.0.1.5", """{"timeStamp":"2026-01-01T12:00:00Z","average":50,"count":2},{"timeStamp":"2026-01-01T12:01:00Z"}""")
                + """],"errorCode":"Success"}],"namespace":"microsoft.network/loadbalancers","resourceregion":"westeurope"}""",
            body.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "[] 66.66666666666667")]
    [InlineData("&$filter=BackendIPAddress eq '127.0.1.5'", "[127.0.1.5] 50")]
    [InlineData("&$filter=backendipaddress eq '127.0.1.5' or backendipaddress eq '127.0.1.4'", "[127.0.1.4] 100 [127.0.1.5] 50")]
    [InlineData("&$filter=BackendIPAddress eq '*' and BackendPort eq '8080'", "[127.0.1.4 8080] 100 [127.0.1.5 8080] 50")]
    [InlineData("&$filter=BackendIPAddress eq '*' and BackendPort eq '81'", "")]
    [InlineData("&$filter=BackendIPAddress eq '*'&top=1", "[127.0.1.4] 100")]
    [InlineData("&$filter=Colour eq '*'&ValidateDimensions=false", "")]
    public async Task Filter_says_which_series_come_and_how_they_are_split(string query, string expected)
    {
        await using var stack = await StartAsync();
        Probe(stack, "127.0.1.4", 100);
        Probe(stack, "127.0.1.5", 0);
        Probe(stack, "127.0.1.5", 100);
        _clock.Advance(TimeSpan.FromMinutes(1));

        var body = await stack.GetAsync(Metrics($"2026-01-01T12:00:00Z/PT1M{query}"));

        var series = body["value"]![0]!["timeseries"]!.AsArray().Select(one => $"[{string.Join(' ', (one!["metadatavalues"]?.AsArray() ?? [])
            .Select(value => value!["value"]!.GetValue<string>()))}] {one["data"]![0]!["average"]!.ToJsonString()}");
        Assert.Equal(expected, string.Join(' ', series));
    }

    [Theory]
    [InlineData("timespan=yesterday&metricnames=DipAvailability")]
    [InlineData("timespan=2026-01-01T12:00:00Z/2026-01-01T11:00:00Z&metricnames=DipAvailability")]
    [InlineData("timespan=P99999999999999D&metricnames=DipAvailability")]
    [InlineData("metricnames=UsedSNATPort")]
    [InlineData("interval=PT1M")]
    [InlineData("metricnames=DipAvailability&interval=PT2M")]
    [InlineData("metricnames=DipAvailability&interval=PT0S")]
    [InlineData("metricnames=DipAvailability&aggregation=median")]
    [InlineData("metricnames=DipAvailability&$filter=BackendIPAddress = 1")]
    [InlineData("metricnames=DipAvailability&$filter=Colour eq '*'")]
    [InlineData("metricnames=VipAvailability&$filter=BackendIPAddress eq '*'")]
    [InlineData("metricnames=DipAvailability&metricnamespace=Microsoft.Compute/virtualMachines")]
    [InlineData("metricnames=DipAvailability&top=none")]
    public async Task Query_that_cannot_be_understood_is_a_bad_request(string query)
    {
        await using var stack = await StartAsync();

        using var response = await stack.Http.GetAsync(
            $"{TestStack.Balancer}/providers/microsoft.insights/metrics?api-version=2023-10-01&{query}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith("""{"error":{"code":"BadRequest",""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grain_that_is_not_offered_is_adjusted_when_asked()
    {
        await using var stack = await StartAsync();

        var body = await stack.GetAsync(Metrics("PT1H&interval=PT12M&AutoAdjustTimegrain=true"));

        Assert.Equal("PT5M", body["interval"]!.GetValue<string>());
    }

    [Fact]
    public async Task Points_can_be_read_only_after_their_grain_and_the_delay()
    {
        await using var stack = await StartAsync(delay: TimeSpan.FromMinutes(1));
        Probe(stack, "127.0.1.4", 100);

        _clock.Advance(TimeSpan.FromSeconds(119));
        var early = await stack.GetAsync(Metrics("2026-01-01T12:00:00Z/PT1M"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var late = await stack.GetAsync(Metrics("2026-01-01T12:00:00Z/PT1M"));

        Assert.Equal("""[{"timeStamp":"2026-01-01T12:00:00Z"}]""", Data(early));
        Assert.Equal("""[{"timeStamp":"2026-01-01T12:00:00Z","average":100}]""", Data(late));

        static string Data(System.Text.Json.Nodes.JsonNode body) => body["value"]![0]!["timeseries"]![0]!["data"]!.ToJsonString();
    }

    [Fact]
    public void Store_keeps_a_bounded_number_of_series()
    {
        MetricStore store = new(_clock, Pace.Azure);

        for (var i = 0; i < 10_005; i++)
        {
            store.Record("/lb", "DipAvailability", new Dictionary<string, string> { ["BackendIPAddress"] = $"{i}" }, 100);
        }

        Assert.Equal(5, store.Dropped);
    }

    [Fact]
    public async Task Samples_recorded_by_many_threads_are_all_counted()
    {
        MetricStore store = new(_clock, Pace.Azure with { MetricDelay = TimeSpan.Zero });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                store.Record("/lb", "SYNCount", new Dictionary<string, string> { ["Direction"] = $"{i % 2}" }, 1);
            }
        })));
        _clock.Advance(TimeSpan.FromMinutes(1));

        var folded = MetricSplit.By(store.Read("/LB", "syncount", Noon, Noon.AddMinutes(1)), []).Single();
        Assert.Equal([new MetricBucket(Noon, 8_000, 8_000, 1, 1)], folded.Buckets);
    }

    private Task<TestStack> StartAsync(TimeSpan delay = default) => TestStack.StartAsync(options => options with
    {
        Clock = _clock,
        Pace = Pace.Azure with { MetricDelay = delay },
    });

    private static void Probe(TestStack stack, string ip, double value) => stack.Emulator.Metrics.Record(
        TestStack.Balancer, "DipAvailability", new Dictionary<string, string> { ["BackendIPAddress"] = ip, ["BackendPort"] = "8080" }, value);

    private static string Metrics(string timespanAndMore) =>
        $"{TestStack.Balancer}/providers/Microsoft.Insights/metrics?metricnames=DipAvailability&timespan={timespanAndMore}";

    private static string Series(string ip, string data) =>
        """{"metadatavalues":[{"name":{"value":"backendipaddress","localizedValue":"backendipaddress"},"value":"""
        + $$"""
        "{{ip}}"}],"data":[{{data}}]}
        """;
}
