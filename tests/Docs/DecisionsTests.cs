using System.Text.RegularExpressions;

namespace Steadfast.Docs.Tests;

public sealed partial class DecisionsTests
{
    private const string Folder = "docs/decisions";

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Repository.PathOf(Folder), "0*.md").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_decision_has_a_status_and_a_date_and_is_in_the_table(string page)
    {
        Match status = Status().Match(Repository.Text($"{Folder}/{page}"));

        Assert.True(status.Success, $"{page} has no line 'Status: accepted. Date: 2026-11-20.'");
        string row = Repository.Text($"{Folder}/README.md").Split('\n').Single(line => line.Contains($"({page})", StringComparison.Ordinal));
        Assert.EndsWith($"| {Link().Replace(status.Groups[1].Value, "$1")} | {status.Groups[2].Value} |", row);
    }

    [GeneratedRegex(@"\A# \d{4} [^\n]+\n\nStatus: (accepted|replaced by \[\d{4}\]\([^)]+\))\. Date: (\d{4}-\d\d-\d\d)(?:, revised \d{4}-\d\d-\d\d)?\.\n")]
    private static partial Regex Status();

    [GeneratedRegex(@"\[(\d{4})\]\([^)]+\)")]
    private static partial Regex Link();
}
