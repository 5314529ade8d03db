using System.Text.Json.Nodes;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Lying;

/// <summary>Lies about the database.</summary>
internal static class DatabaseLies
{
    /// <summary>A password that a web server tells of.</summary>
    public const string Secret = "hunter2hunter2";

    private const string Status = "/status";
    private static readonly string[] Everybody = ["1", "2", "3"];

    /// <summary>While a web server is dead and the database is well.</summary>
    public static IReadOnlyList<Lie> OfOne { get; } =
    [
        new("disk-full-of-one", "one web server of three says that the disk of the database is full", WebServerLies.Says(Status, WebServerLies.OfDatabase(database =>
        {
            database["state"] = "readOnly";
            database["error"] = "diskFull";
        }), "2"))
        { Prepare = WithDatabase },
        new("read-only-of-one", "one web server says that the database takes no writes, one says nothing, and one is dead", drill =>
        {
            WebServerLies.Says(Status, WebServerLies.OfDatabase(database => database["state"] = "readOnly"), "2")(drill);
            WebServerLies.Says(Status, WebServerLies.Text("{}"), "3")(drill);
        })
        { Prepare = WithDatabase },
    ];

    public static IReadOnlyList<DatabaseLie> All { get; } =
    [
        new(
            "server-state", "the platform says that the database server is in a state that nobody knows",
            OfServer(properties => properties["state"] = "Wobbling")),
        new("standby-healthy", "the platform says that the standby is healthy, and it has been dead for long", OfServer(properties =>
        {
            properties["state"] = ServerState.Ready;
            properties["highAvailability"]!["state"] = HighAvailabilityState.Healthy;
        }))
        {
            Expected = new(IncidentOutcome.Escalated, FailureKind.DatabaseUnavailable),
            Fault = StandbyThenPrimaryAsync,
            ReleaseAbandonedIncident = drill => drill.RestartPrimaryByHandAsync("anna"),
        },
        new("writes-that-fail", "web server 2 says that the database is well, and its writes fail as those of all others do", WebServerLies.Says(Status, WebServerLies.OfDatabase(database =>
        {
            database["state"] = "ok";
            database["error"] = null;
        }), "2"))
        {
            Expected = new(IncidentOutcome.Recovered, FailureKind.DatabaseReadOnly, OperationKind.Failover),
            Fault = drill =>
            {
                drill.Drill.Faults.BreakDatabase($"the primary {drill.Pair.Primary.Name} is made read-only");
                return drill.Pair.Faults.MakePrimaryReadOnlyAsync(drill.Drill.Ending);
            },
        },
        new("greeting-of-the-dead", "the dead primary greets the automation", drill => drill.Twin.GreetingWay!.Lie()),
        new("since-the-year-1", "web servers say that they fail since the year 1, and since the year 9999", drill =>
        {
            WebServerLies.Says(Status, WebServerLies.OfDatabase(database => database["since"] = "0001-01-01T00:00:00Z"), "1")(drill);
            WebServerLies.Says(Status, WebServerLies.OfDatabase(database => database["since"] = "9999-12-31T23:59:59Z"), "2", "3")(drill);
        }),
        new("error-with-secrets", "the errors that web servers tell hold passwords, and what steers a terminal", WebServerLies.Says(Status, WebServerLies.OfDatabase(database =>
            database["error"] = $"\u001b[2J\u0007 Access denied; DB_PASSWORD={Secret} \u202e\r\nServer=db;Pwd={Secret}"), Everybody)),
    ];

    private static TwinOptions WithDatabase(TwinOptions options) =>
        options with { IsCrowd = false, HasDatabase = true, PlatformFailover = PlatformFailover.Absent };

    private static Action<Drill> OfServer(Action<JsonNode> change) =>
        drill => drill.Twin.Azure.Answers.Tell(new("GET", $"*{drill.Twin.Azure.Names.Database}")
        {
            Json = body => change(body["properties"]!),
        });

    private static async Task StandbyThenPrimaryAsync(DatabaseDrill drill)
    {
        drill.CrashStandbyForGood();
        await drill.Drill.UntilAsync(() => drill.Platform.State.HighAvailability != HighAvailabilityState.Healthy);
        // Longer than a fault of the primary may be older than the last that its standby has received.
        await drill.Drill.PassAsync(TimeSpan.FromSeconds(5));
        await drill.UntilWritesAsync();
        drill.CrashPrimary();
    }
}
