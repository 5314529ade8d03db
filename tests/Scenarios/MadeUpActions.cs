using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;

namespace Steadfast.Scenarios.Tests;

/// <summary>A plain repair as it would be seen, for tests that break one thing of it.</summary>
internal static class MadeUpActions
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Instance 1 of three does not serve, and is restarted from second 10 to 20.</summary>
    public static ObservedActions Good => new(
        3, new(20, 50, TimeSpan.FromSeconds(1)), [Restart("1", 10, 20)], [Incident(Told("1", 10, 20))], History("1"), [])
    {
        Run = new(At(0), At(60)),
        ByAnybody = [Restart("1", 10, 20)],
        LastLook = At(59),
    };

    /// <summary>What is held against it.</summary>
    public static string[] Broken(ObservedActions seen) => [.. InvariantPolicy.Judge(seen).Where(expectation => !expectation.Met).Select(expectation => expectation.Text)];

    public static Operation Restart(string instanceId, double from, double to) =>
        new($"{from}", OperationKind.Restart, instanceId, At(from), At(to), Operation.Succeeded, Error: null);

    public static ActionTaken Told(string instanceId, double from, double to) =>
        new("restart", instanceId, "alert lb-probe-down", At(from), At(to), ActionResult.Succeeded, "done");

    public static IncidentRecord Incident(params ActionTaken[] actions) =>
        new("incident-x", "1", "alert lb-probe-down", IncidentOutcome.Recovered, "it serves again", null, new(), actions, []);

    public static HealthHistory History(params string[] down)
    {
        HealthHistory history = new(Begin, ["1", "2", "3"]);
        foreach (string instance in down)
        {
            history.Change(At(1), instance, serves: false);
        }

        return history;
    }

    public static DateTimeOffset At(double seconds) => Begin + TimeSpan.FromSeconds(seconds);
}
