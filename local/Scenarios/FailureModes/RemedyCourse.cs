using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>What an incident of an instance does about a diagnosis that stays the same, as the decision policy says.</summary>
/// <param name="Decisions">The decisions, each after the one before did not help.</param>
/// <param name="InTheEnd">What is decided when waiting has lasted too long; null when it does not wait.</param>
/// <param name="Deadline">The app setting that says how long that is; empty when it does not wait.</param>
/// <param name="After">Its default.</param>
public sealed record RemedyCourse(IReadOnlyList<Decision> Decisions, Decision? InTheEnd, string Deadline, TimeSpan After)
{
    /// <summary>What stands for the diagnosis in the sentences of a course.</summary>
    public const string Because = "<what is seen>";

    /// <summary>The rungs that may be taken on the way.</summary>
    public IReadOnlyList<Rung> Rungs => [.. Decisions.Select(decision => decision.Rung).OfType<Rung>()];

    /// <summary>The course of a diagnosis.</summary>
    /// <param name="kind">The diagnosis.</param>
    public static RemedyCourse Of(FailureKind kind)
    {
        Finding finding = new(kind, Because);
        RecoveryOptions limits = new();
        LadderStanding ladder = LadderStanding.Start(Rung.Restart);
        List<Decision> decisions = [DecisionPolicy.Decide(finding, ladder, TimeSpan.Zero, limits)];
        while (decisions[^1] is { Remedy: Remedy.Repair, Rung: { } rung })
        {
            ladder = ladder.After(rung, DecisionPolicy.NextRung(rung, attempts: 1, limits));
            decisions.Add(DecisionPolicy.Decide(finding, ladder, TimeSpan.Zero, limits));
        }

        (string name, TimeSpan after) = FirstDeadline(waited => DecisionPolicy.Decide(finding, ladder, waited, limits), limits);
        return decisions[^1].Remedy != Remedy.Wait
            ? new(decisions, null, "", TimeSpan.Zero)
            : new(decisions, DecisionPolicy.Decide(finding, ladder, after, limits), name, after);
    }

    private static (string Name, TimeSpan After) FirstDeadline(Func<TimeSpan, Decision> decide, RecoveryOptions limits) =>
        new[] { (nameof(limits.DecisionDeadline), limits.DecisionDeadline), (nameof(limits.YieldDeadline), limits.YieldDeadline) }
            .OrderBy(deadline => deadline.Item2)
            .Select(deadline => ($"{RecoveryOptions.Section}__{deadline.Item1}", deadline.Item2))
            .FirstOrDefault(deadline => decide(deadline.Item2).Remedy == Remedy.Escalate);
}
