using System.Runtime.CompilerServices;
using Steadfast.Functions.Actions;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>
/// Incidents outlive deployments: code that does not fit the histories in <c>Histories/</c> would break those that are open when it is
/// deployed. A change that is meant to break them needs a new version of the orchestrator, not a new recording.
/// </summary>
[Trait("Category", "fast")]
public sealed class RecordedHistoriesTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromAssembly(typeof(ServiceRegistration).Assembly);

    /// <summary>Sentences of a record. They may be worded better in any version: what was asked for, and how it ended, must stay.</summary>
    internal static readonly HashSet<string> Prose = ["Reason", "Text", "Detail", "Summary"];

    /// <summary>The stories that are recorded; the name is the name of the file.</summary>
    private static readonly Dictionary<string, Func<Script>> Stories = new()
    {
        ["recovered"] = () => new() { Looks = [Sees.Silent, Sees.Silent, Sees.Well] },
        ["no-action"] = () => new() { Looks = [Sees.Well] },
        ["fleet-escalated"] = () => new() { Looks = [Sees.FleetDown] },
        ["nothing-helps"] = () => new() { Looks = [Sees.Silent] },
        ["replaced"] = () => new() { Looks = [.. Enumerable.Repeat(Sees.Silent, 65), Sees.NewcomerWell] },
        ["throttled"] = () => new()
        {
            Looks = [Sees.Silent, Sees.Well],
            Starts = [new(StartKind.NotNow, null, TimeSpan.FromSeconds(37), "the platform asks to slow down (429)"), new(StartKind.Accepted, null, null, "accepted")],
        },
        ["operation-stuck"] = () => new() { Looks = [Sees.Silent, Sees.Well], Polls = [new(ActionResult.Running, null, "the platform says InProgress")] },
    };

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Histories"), "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Todays_code_takes_the_same_decisions(string file)
    {
        ReplayReport report = HistoryReplayer.Replay(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", file)), App, Prose);

        Assert.True(report.IsCompatible, $"{file}: {report.Reason}");
    }

    [Fact]
    public void Every_story_is_recorded() =>
        Assert.Equal(Stories.Keys.Select(story => $"{story}.incident.json").Order(StringComparer.Ordinal), Files.Select(row => row.Data));

    [Fact]
    public void A_history_that_asks_for_something_else_does_not_fit()
    {
        string history = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", "recovered.incident.json"));

        ReplayReport report = HistoryReplayer.Replay(history.Replace("\"StartAction\"", "\"StartAnother\"", StringComparison.Ordinal), App);

        Assert.False(report.IsCompatible);
        Assert.Contains("StartAnother", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sentence_that_was_worded_otherwise_fits()
    {
        string history = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", "no-action.incident.json"));
        string worded = history.Replace("no action needed", "nothing to do", StringComparison.Ordinal);

        Assert.NotEqual(history, worded);
        Assert.False(HistoryReplayer.Replay(worded, App).IsCompatible);
        Assert.Equal("", HistoryReplayer.Replay(worded, App, Prose) is { IsCompatible: false } report ? report.Reason : "");
    }

    [Fact]
    public void A_history_that_ended_otherwise_does_not_fit()
    {
        string history = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", "recovered.incident.json"));
        int end = history.LastIndexOf("Recovered", StringComparison.Ordinal);

        ReplayReport report = HistoryReplayer.Replay($"{history[..end]}Escalated{history[(end + "Recovered".Length)..]}", App, Prose);

        Assert.False(report.IsCompatible, report.Reason);
    }

    /// <summary>Writes the files anew; run it by name when a story is added.</summary>
    [Fact(Explicit = true)]
    public async Task Record()
    {
        foreach ((string story, Func<Script> script) in Stories)
        {
            await using VirtualIncident incident = new(script());
            await incident.OpenAsync();
            await incident.EndAsync();
            await WriteAsync($"{story}.incident.json", incident.Runtime.ExportHistory(incident.IncidentId));
        }

        static Task WriteAsync(string name, HistoryExport history, [CallerFilePath] string here = "") =>
            File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(here)!, "..", "Histories", name), history.ToJson() + "\n", TestContext.Current.CancellationToken);
    }
}
