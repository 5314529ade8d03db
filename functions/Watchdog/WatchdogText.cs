using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Writes the sentences in which the watchdog tells people what is stuck, forgotten or missing. Pure.</summary>
internal static class WatchdogText
{
    private const int MaxNamed = 20;
    private const string CheckAlerts = "Check the action group and the alert rules; see docs/failure-modes.md#automation-silent.";

    public static Statement LongIncident(string incidentId, DateTime since, TimeSpan limit) =>
        new($"Incident {incidentId} has been open for more than {Lasting(limit)}, since {GuardText.Date(since)}")
        {
            Instruction = $"GET /api/incidents/{incidentId} says what holds the incident up.",
        };

    /// <summary>Reports faults that the watchdog had to find because no alert came.</summary>
    /// <param name="targets">Numbers of the instances; at least one.</param>
    public static Statement AlertsMissing(IReadOnlyList<string> targets, TimeSpan grace) =>
        new("Alerting may be broken", $"the watchdog found {targets.Count} failing ({Named(targets)}), and no alert came within "
            + $"{Lasting(grace)}")
        { Instruction = CheckAlerts };

    public static Statement AlertPathSilent(DateTime last, TimeSpan every) =>
        new("Alerting may be broken", $"no synthetic alert has come since {GuardText.Date(last)}, and one is due every {Lasting(every)}")
        {
            Instruction = CheckAlerts,
        };

    /// <summary>Reports instances that are wanted and not there, or that there is none.</summary>
    /// <param name="wanted">How many are wanted, as the scale set last said; null when it never did.</param>
    /// <param name="since">Since when fewer than are wanted have been there, UTC.</param>
    public static Statement InstancesMissing(int count, int? wanted, DateTime since)
    {
        const string See = "see docs/operations.md#instances-that-are-missing.";
        if (wanted == 0)
        {
            return new($"Scale set has no instance and none is wanted, seen first at {GuardText.Date(since)}")
            {
                Instruction = "Nothing to do if somebody has switched the web servers off. Else set the capacity: az vmss scale "
                    + $"--new-capacity N; {See}",
            };
        }

        string number = wanted is null ? "no instance" : $"{count} of {wanted} instances that are wanted";
        return new($"Scale set has {number}, and fewer than wanted since {GuardText.Date(since)}")
        {
            Instruction = "Read the activity log of the scale set for the reason, often no room in the zone or a quota that is used up, "
                + $"then ask for the instances again: az vmss scale --new-capacity {wanted?.ToString() ?? "N"}; {See}",
        };
    }

    public static Statement LeftBehind(string incidentId) =>
        new($"Incident {incidentId} ended without giving back what was held for its action; the watchdog cleans up now")
        {
            Instruction = $"GET /api/incidents/{incidentId} shows how far the incident came.",
        };

    private static string Named(IReadOnlyList<string> targets) =>
        string.Join(", ", targets.Take(MaxNamed)) + (targets.Count > MaxNamed ? ", ..." : "");

    private static string Lasting(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{time.TotalHours:0.##} h",
        { TotalMinutes: >= 1 } => $"{time.TotalMinutes:0.##} min",
        _ => $"{time.TotalSeconds:0.##} s",
    };
}
