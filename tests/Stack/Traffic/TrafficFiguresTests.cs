using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Stack.Tests.Traffic;

[Trait("Category", "fast")]
public class TrafficFiguresTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Nothing_sent_gives_zeros()
    {
        var report = Report();

        Assert.Equal((0, 0, TimeSpan.Zero, TimeSpan.Zero), (report.Total, report.Failed, report.LongestOutage, report.P99));
        Assert.Null(report.FirstFailureAt);
    }

    [Fact]
    public void A_long_wait_is_no_outage_when_nothing_failed() =>
        Assert.Equal(TimeSpan.Zero, Report(Good(0, 10), Good(5000, 10)).LongestOutage);

    [Fact]
    public void The_outage_runs_from_the_end_of_a_good_answer_to_the_end_of_the_next()
    {
        var report = Report(Good(0, 10), Bad(100, 5), Bad(200, 5), Good(300, 20), Bad(400, 5), Good(420, 10));

        Assert.Equal(Ms(310), report.LongestOutage);
        Assert.Equal((Start + Ms(100), Start + Ms(400), Ms(305)), (report.FirstFailureAt, report.LastFailureAt, report.Impaired));
        Assert.Equal((6, 3), (report.Total, report.Failed));
    }

    [Fact]
    public void A_longer_gap_without_a_failure_in_it_does_not_count() =>
        Assert.Equal(Ms(60), Report(Good(0, 10), Bad(20, 5), Good(50, 20), Good(5000, 10)).LongestOutage);

    [Fact]
    public void An_outage_that_has_not_ended_runs_to_the_last_request() =>
        Assert.Equal(Ms(2090), Report(Good(0, 10), Bad(50, 2000), Bad(100, 2000)).LongestOutage);

    [Fact]
    public void When_nothing_was_good_the_outage_is_the_whole_run() =>
        Assert.Equal(Ms(205), Report(Bad(100, 5), Bad(300, 5)).LongestOutage);

    [Fact]
    public void Requests_before_the_chosen_moment_are_left_out_but_their_good_answers_end_a_gap()
    {
        TrafficRequest[] all = [Bad(0, 5), Good(90, 30), Bad(110, 5), Good(150, 10)];

        var report = TrafficFigures.Of(all, Ms(100), Start, ["(unnamed)"], TimeSpan.Zero);

        Assert.Equal((2, 1, Ms(20)), (report.Total, report.Failed, report.LongestOutage));
    }

    [Fact]
    public void Percentiles_are_of_the_good_answers()
    {
        var report = Report([.. Enumerable.Range(1, 100).Select(i => Good(i, i)), Bad(0, 9999)]);

        Assert.Equal((Ms(50), Ms(99)), (report.P50, report.P99));
    }

    [Fact]
    public void Failures_are_told_apart()
    {
        var report = Report(
            Bad(0, 1, TrafficOutcome.Timeout), Bad(1, 1, TrafficOutcome.Status, 503), Bad(2, 1, TrafficOutcome.Status, 503), Bad(3, 1));

        Assert.Equal(new Dictionary<string, int> { ["Refused"] = 1, ["Status 503"] = 2, ["Timeout"] = 1 }, report.FailuresByKind);
    }

    private static TrafficReport Report(params TrafficRequest[] requests) =>
        TrafficFigures.Of(requests, TimeSpan.Zero, Start, ["(unnamed)"], TimeSpan.Zero);

    private static TrafficRequest Good(int at, int took) => new(Ms(at), Ms(took), TrafficOutcome.Good, 200, 0);

    private static TrafficRequest Bad(int at, int took, TrafficOutcome outcome = TrafficOutcome.Refused, short status = 0) =>
        new(Ms(at), Ms(took), outcome, status, 0);

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
