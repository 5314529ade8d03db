using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>Asks the decision policy for instances.</summary>
public static class InstanceCourse
{
    private static readonly RecoveryOptions Limits = new();

    /// <summary>Course of an incident of an instance after a diagnosis.</summary>
    public static RemedyCourse Of(FailureKind kind)
    {
        Diagnosis diagnosis = new(kind, RemedyCourse.Because);
        InstanceProgress ladder = InstanceProgress.Start(RepairAction.Restart);
        List<RemedyStep> steps = [new("", InstanceDecisionPolicy.Decide(diagnosis, ladder, TimeSpan.Zero, Limits))];
        while (steps[^1].Decision is { Remedy: Remedy.Repair, Rung: { } rung })
        {
            ladder = ladder.After(rung, InstanceDecisionPolicy.NextRung(rung, attempts: 1, Limits));
            steps.Add(new(RemedyCourse.NoHelp, InstanceDecisionPolicy.Decide(diagnosis, ladder, TimeSpan.Zero, Limits)));
        }

        if (steps[^1].Decision.Remedy == Remedy.Wait)
        {
            steps.Add(Deadlines.Select(deadline => new RemedyStep(RemedyCourse.After(deadline), InstanceDecisionPolicy.Decide(diagnosis, ladder, deadline.Time, Limits)))
                .First(step => step.Decision.Remedy != Remedy.Wait));
            steps.AddRange(ladder.Taken == 0 ? OfTheNext(diagnosis) : []);
        }

        return new(steps);
    }

    // The incident after one that has waited in vain.
    private static IEnumerable<RemedyStep> OfTheNext(Diagnosis diagnosis)
    {
        InstanceProgress ladder = InstanceProgress.Start(RepairAction.Restart) with { SickBefore = Limits.YieldDeadline };
        Decision decision = InstanceDecisionPolicy.Decide(diagnosis, ladder, TimeSpan.Zero, Limits);
        return decision.Remedy == Remedy.Repair ? [new(RemedyCourse.NextIncident, decision)] : [];
    }

    private static (string Name, TimeSpan Time)[] Deadlines =>
    [
        ($"{RecoveryOptions.Section}__{nameof(Limits.DecisionDeadline)}", Limits.DecisionDeadline),
        ($"{RecoveryOptions.Section}__{nameof(Limits.YieldDeadline)}", Limits.YieldDeadline),
    ];
}
