using System.Runtime.CompilerServices;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Incidents;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Database;

/// <summary>
/// Incidents outlive deployments: code that does not fit the histories in <c>Histories/</c> would break those that are open when it is
/// deployed. A change that is meant to break them needs a new version of the orchestrator, not a new recording.
/// </summary>
[Trait("Category", "fast")]
public sealed class DatabaseHistoriesTests
{
    private static readonly FunctionCatalog App = FunctionCatalog.FromAssembly(typeof(ServiceRegistration).Assembly);

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Database", "Histories");

    /// <summary>The stories that are recorded; the name is the name of the file.</summary>
    private static readonly Dictionary<string, (Func<DatabaseScript> Script, FailoverOrder? Order)> Stories = new()
    {
        ["failed-over"] = (() => new(), null),
        ["platform-fails-over"] = (() => new() { Looks = [DatabaseSample.Down, DatabaseSample.FailingOver, DatabaseSample.Moved, DatabaseSample.Redundant] }, null),
        ["standby-missing"] = (() => new() { Looks = [DatabaseSample.Of("uuu", 'b', standby: "CreatingStandby")] }, null),
        ["failover-fails"] = (() => new() { Looks = [DatabaseSample.Down], Polls = [new(ActionResult.Failed, null, "the platform says Failed (Busy)")] }, null),
        ["stale-connections"] = (() => new()
        {
            Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Down, .. Enumerable.Repeat(DatabaseSample.Of("ooor", zone: "2"), 7), DatabaseSample.Of("oooo", zone: "2")],
        }, null),
        ["ordered"] = (() => new() { Looks = [DatabaseSample.Well, DatabaseSample.Redundant] }, new(FailoverMode.Graceful, "operator anna", "practice")),
    };

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Todays_code_takes_the_same_decisions(string file)
    {
        ReplayReport report = HistoryReplayer.Replay(File.ReadAllText(Path.Combine(Folder, file)), App, RecordedHistoriesTests.Prose);

        Assert.True(report.IsCompatible, $"{file}: {report.Reason}");
    }

    [Fact]
    public void Every_story_is_recorded() =>
        Assert.Equal(Stories.Keys.Select(story => $"{story}.incident.json").Order(StringComparer.Ordinal), Files.Select(row => row.Data));

    /// <summary>Writes the files anew; run it by name when a story is added.</summary>
    [Fact(Explicit = true)]
    public async Task Record()
    {
        foreach ((string story, (Func<DatabaseScript> script, FailoverOrder? order)) in Stories)
        {
            await using VirtualDatabase database = await VirtualDatabase.StartAsync(script());
            await database.OpenAsync(order);
            await database.EndAsync();
            await WriteAsync($"{story}.incident.json", database.Runtime.ExportHistory(database.IncidentId));
        }

        static Task WriteAsync(string name, HistoryExport history, [CallerFilePath] string here = "") =>
            File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(here)!, "Histories", name), history.ToJson() + "\n", TestContext.Current.CancellationToken);
    }
}
