namespace Steadfast.Docs.Tests;

/// <summary>docs/drills.json, whose figures stand in the runbooks.</summary>
public sealed class DrillFiguresTests
{
    private const string Commit = "00e597dd00000000000000000000000000000000";

    [Fact]
    public void Every_figure_is_of_a_scenario_that_exists() => Assert.Equal([], DrillFigures.All.Keys.Except(FailureModesPage.Scenarios.Keys));

    [Theory]
    [InlineData("instance-crash")]
    [InlineData("database-crash")]
    [InlineData("automation-crash")]
    public void What_is_shown_first_was_drilled(string scenario) => Assert.Contains(scenario, DrillFigures.All.Keys);

    [Fact]
    public void The_reports_of_a_drill_replace_the_figures_of_the_same_scenarios_alone()
    {
        DrillFigure old = new("instance-hang", new(2026, 1, 2), "11111111", 1, 2, 3, 4, 5, null, null, IsBusy: false);

        Assert.Equal(
            """
            [
              {"scenario":"database-crash","date":"2026-11-29","commit":"00e597dd","decidedMs":240,"restoredMs":1300,"outageMs":1290,"failed":7,"requests":900,"acknowledged":800,"lost":0,"isBusy":false},
              {"scenario":"instance-hang","date":"2026-01-02","commit":"11111111","decidedMs":1,"restoredMs":2,"outageMs":3,"failed":4,"requests":5,"isBusy":false}
            ]

            """,
            DrillFigures.Text([Report(met: true, Commit)], [old, old with { Scenario = "database-crash" }]));
    }

    [Theory]
    [InlineData(false, Commit)]
    [InlineData(true, Commit + "-changed")]
    public void A_run_that_missed_something_or_ran_changed_code_is_not_recorded(bool met, string commit) =>
        Assert.StartsWith("database-crash did not meet", Assert.Throws<InvalidOperationException>(() => DrillFigures.Text([Report(met, commit)], [])).Message, StringComparison.Ordinal);

    [Fact]
    public void Figures_are_told_in_seconds_and_those_of_clients_only_when_they_mean_something()
    {
        DrillFigure figure = new("database-crash", new(2026, 11, 29), "00e597dd", 240, 1_300, 1_290, 7, 900, 800, 0, IsBusy: false);

        Assert.Equal("0.24 s | 1.3 s | 1.29 s | 7 of 900 | 0 of 800", figure.Cells);
        Assert.Equal("0.24 s | 1.3 s | machine too busy | machine too busy | 0 of 800", (figure with { IsBusy = true }).Cells);
        Assert.Equal(
            "decided after 0.24 s, serves again after 1.3 s, longest outage 1.29 s, 0 of 800 writes lost (`database-crash` at pace fast, 2026-11-29, 00e597dd)", figure.Sentence);
        Assert.Equal(
            "nothing was begun (`database-crash` at pace fast, 2026-11-29, 00e597dd)",
            (figure with { DecidedMs = null, RestoredMs = null, IsBusy = true, Acknowledged = null, Lost = null }).Sentence);
    }

    /// <summary>Records the reports of a drill in the file that STEADFAST_DRILLS names; run it by name, and then the page's Write.</summary>
    [Fact(Explicit = true)]
    public void Record() => File.WriteAllText(
        Repository.PathOf(DrillFigures.Path), DrillFigures.Text(File.ReadLines(Environment.GetEnvironmentVariable("STEADFAST_DRILLS")!), DrillFigures.All.Values));

    private static string Report(bool met, string commit) =>
        $$$"""
        {"scenario":"database-crash","date":"2026-11-29T04:33:19+00:00","commit":"{{{commit}}}","busy":false,"timeline":{"decisionMs":240,"restoredMs":1300},
         "requests":{"total":9,"failed":0,"longestOutageMs":1},"writes":{"acknowledged":800,"lost":0,"requests":{"total":900,"failed":7,"longestOutageMs":1290}},
         "expectations":[{"text":"a","met":true},{"text":"b","met":{{{(met ? "true" : "false")}}}}]}
        """;
}
