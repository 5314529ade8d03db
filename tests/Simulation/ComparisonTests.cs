using System.Text.RegularExpressions;
using Steadfast.Local.Simulation.Comparisons;

namespace Steadfast.Simulation.Tests;

/// <summary>The table and the page, from scores that are known.</summary>
public sealed partial class ComparisonTests
{
    private static readonly Score Good = new()
    {
        Requests = 1000,
        Served = 990,
        Writes = 100,
        Acknowledged = 99,
        Outages = [new("Crash", 60, true), new("Hang", 120, true)],
        CapacityMinutes = 3,
        Actions = 2,
        Pages = 1,
        Hours = 2,
    };

    private static readonly Score Bad = Good with
    {
        Served = 500,
        Outages = [new("Crash", 600, true), new("Hang", 4000, false)],
        Actions = 4,
        Needless = 3,
        Harmful = 1,
        WritesLost = 7,
        ExtraHours = 0.5,
    };

    [Fact]
    public void Scores_of_several_worlds_make_one_row()
    {
        PolicyRow row = PolicyRow.Of("one", "does something", [Good, Bad]);

        Assert.Equal(
            ("one", 74.5, 99, 120, 4000, 4, 1, 1.5, 1.5, 3, 1, 7, 0.5, 12.5),
            (row.Policy, row.Availability, row.WriteAvailability, row.RestoreP50, row.RestoreP99, row.Outages, row.Unended, row.CapacityMinutes, row.Actions,
                row.Needless, row.Harmful, row.WritesLost, row.Pages, row.ExtraHours));
        Assert.Equal([new("Crash", 2, 60, 600, 0), new("Hang", 2, 120, 4000, 1)], row.ByFault);
        Assert.Equal(75, row.Curve[^1].Percent);
    }

    [Theory]
    [InlineData(50, 5)]
    [InlineData(95, 10)]
    [InlineData(10, 1)]
    public void A_percentile_is_the_nearest_rank(int of, double expected) =>
        Assert.Equal(expected, PolicyRow.Percentile([.. Enumerable.Range(1, 10).Select(second => new Restored("Crash", second, true))], of));

    [Fact]
    public void The_table_has_a_line_for_each_policy_and_says_where_Steadfast_is_behind()
    {
        string[] lines = [.. Of(("steadfast", Bad), ("other", Good)).Lines()];

        Assert.StartsWith("steadfast  ", lines[1], StringComparison.Ordinal);
        Assert.Equal(
            [
                "behind in requests served, % (50.000): other (99.000)", "behind in restore p95, s (4000): other (120)", "behind in needless (3): other (0)",
                "behind in harmful (1): other (0)", "behind in writes lost (7): other (0)",
            ],
            lines[4..]);
        Assert.Empty(Of(("steadfast", Good), ("other", Bad)).Behind());
        Assert.Empty(Of(("steadfast", Good), ("other", Good)).Behind());
    }

    [Fact]
    public void The_page_needs_nothing_from_anywhere_and_takes_no_text_for_markup()
    {
        string page = ComparisonPage.Of(Of(("<script>alert(1)</script>", Bad), ("a\" onload=\"b", Good)));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\" onload=", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Empty(Address().Matches(page));
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    private static Comparison Of(params (string Name, Score Score)[] policies) =>
        new(1, 1, 1, 1, [.. policies.Select(policy => PolicyRow.Of(policy.Name, "does <b>something</b>", [policy.Score]))], []);

    [GeneratedRegex("https?:|src=|href=|url\\(|@import")]
    private static partial Regex Address();
}
