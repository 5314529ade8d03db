using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>One decision on the way.</summary>
/// <param name="When">When it is made, as part of a sentence; empty for at once.</param>
/// <param name="Decision">The decision.</param>
public sealed record RemedyStep(string When, Decision Decision);

/// <summary>Course of an incident whose diagnosis stays the same, as its decision policy says.</summary>
/// <param name="Steps">The decisions in their order.</param>
public sealed record RemedyCourse(IReadOnlyList<RemedyStep> Steps)
{
    /// <summary>Placeholder of the diagnosis in the sentences of a course.</summary>
    public const string Because = "<what is seen>";

    /// <summary>Time of a decision that follows an action.</summary>
    public const string NoHelp = "when that does not help";

    /// <summary>Time of a decision in the incident after one that has waited in vain.</summary>
    public const string NextIncident = "when that incident has not helped, in the next one";

    /// <summary>The rungs that may be taken on the way.</summary>
    public IReadOnlyList<RepairAction> Rungs => [.. Steps.Select(step => step.Decision.Rung).OfType<RepairAction>()];

    /// <summary>Tells whether web servers may be restarted for the connections that they hold. No mode holds that up.</summary>
    public bool Recycles => Steps.Any(step => step.Decision.Remedy == Remedy.Recycle);

    /// <summary>The settings that say how far the automation may go by itself, with their defaults.</summary>
    public IReadOnlyList<(string Name, Mode Default)> Modes =>
    [
        .. Rungs.Select(rung => ($"{ModeOptions.Section}__{rung}", new ModeOptions().Of(rung))),
        .. Steps.Any(step => step.Decision.Remedy == Remedy.Failover)
            ? [($"{ModeOptions.Section}__{nameof(ModeOptions.Failover)}", new ModeOptions().Failover)]
            : Array.Empty<(string, Mode)>(),
    ];

    /// <summary>A moment that a setting names: "after `Recovery__YieldDeadline` (30 min by default)".</summary>
    internal static string After((string Name, TimeSpan Time) deadline) => $"after `{deadline.Name}` ({Text(deadline.Time)} by default)";

    /// <summary>A time in words: "5 min".</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{time.TotalHours:0.#} h",
        { TotalMinutes: >= 1 } => $"{time.TotalMinutes:0.#} min",
        _ => $"{time.TotalSeconds:0.#} s",
    };
}
