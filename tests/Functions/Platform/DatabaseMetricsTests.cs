using System.Globalization;
using System.Net;
using System.Web;
using System.Xml;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Platform;

/// <summary>Since when a standby has received nothing, by metrics of one minute each, on the real pipeline. The settings look five minutes back.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseMetricsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>For how many minutes until noon the two halves have stood still, and what is read of it: minutes, and how far back was looked.</summary>
    public static TheoryData<int, int, double, double, string> Stops => new()
    {
        { 0, 0, 5, 5, "PT5M" },
        { 3, 0, 3, 5, "PT5M" },
        { 5, 0, 5, 120, "PT5M PT2H" },
        { 6, 0, 6, 120, "PT5M PT2H" },
        { 47, 0, 47, 120, "PT5M PT2H" },
        { 0, 47, 120, 47, "PT5M PT2H" },
        { 500, 500, 120, 120, "PT5M PT2H" },
    };

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task It_is_found_however_late_the_automation_comes(int io, int sql, double sinceIo, double sinceSql, string windows)
    {
        List<string> asked = [];
        await using ScriptedArm arm = new(settings: [new("Stack:DatabaseServer", "mysql"), new("Stack:MetricWindow", "00:05:00"), new("Stack:MetricGrain", "00:01:00")]);
        arm.Answers.Add(request => Answer(request, io, sql, asked));

        StandbyReading reading = await arm.Get<DatabaseMetrics>().ReadAsync(Ct);

        Assert.Equal(new StandbyThread(io == 0, Noon.AddMinutes(-sinceIo)), reading.Io);
        Assert.Equal(new StandbyThread(sql == 0, Noon.AddMinutes(-sinceSql)), reading.Sql);
        Assert.Equal(windows, string.Join(' ', asked));
    }

    [Theory]
    [InlineData(47, null)]
    [InlineData(3, 4.0)]
    public async Task A_lag_of_longer_ago_than_the_settings_look_says_nothing(int stopped, double? lag)
    {
        await using ScriptedArm arm = new(settings: [new("Stack:DatabaseServer", "mysql"), new("Stack:MetricWindow", "00:05:00"), new("Stack:MetricGrain", "00:01:00")]);
        arm.Answers.Add(request => Answer(request, stopped, sql: 0, []));

        Assert.Equal(lag, (await arm.Get<DatabaseMetrics>().ReadAsync(Ct)).LagSeconds);
    }

    // The lag is told as long as the standby is connected.
    private static HttpResponseMessage? Answer(HttpRequestMessage request, int io, int sql, List<string> asked)
    {
        string window = HttpUtility.ParseQueryString(request.RequestUri!.Query)["timespan"]!;
        asked.Add(window);
        int minutes = (int)XmlConvert.ToTimeSpan(window).TotalMinutes;
        return ScriptedArm.Of(HttpStatusCode.OK, $$"""{"timespan":"t","interval":"PT1M","namespace":"n","resourceregion":"r","value":[{{Series("HA_IO_status", minutes, io)}},{{Series("HA_SQL_status", minutes, sql)}},{{Series("HA_replication_lag", minutes, io, running: 4, stopped: null)}}]}""");
    }

    private static string Series(string metric, int minutes, int silent, int running = 1, int? stopped = 0) =>
        $$"""{"id":"i","type":"t","unit":"Count","name":{"value":"{{metric}}"},"timeseries":[{"metadatavalues":[],"data":[{{string.Join(',', Enumerable.Range(1, minutes).Where(ago => ago > silent || stopped is not null).Select(ago => Point(ago, ago > silent ? running : stopped!.Value)))}}]}]}""";

    private static string Point(int ago, int value) => string.Create(CultureInfo.InvariantCulture, $$"""{"timeStamp":"{{Noon.AddMinutes(-ago):O}}","maximum":{{value}}}""");
}
