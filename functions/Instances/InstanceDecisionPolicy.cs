using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Decides on the remedy, in one switch over the diagnosis of an instance. Pure.</summary>
public static class InstanceDecisionPolicy
{
    /// <summary>Decides what to do about a diagnosis.</summary>
    /// <param name="waited">How long there has been no remedy: since the incident was opened, or since the last action ended.</param>
    public static Decision Decide(Diagnosis diagnosis, InstanceProgress ladder, TimeSpan waited, RecoveryOptions limits) =>
        diagnosis.Kind switch
        {
            FailureKind.Healthy when ladder.Taken > 0 && waited >= limits.DecisionDeadline =>
                new(Remedy.Escalate, InstanceText.OffAndOn(ladder.Name, ladder.Tried, waited)),
            FailureKind.Healthy when ladder.Taken > 0 => new(Remedy.Confirm, InstanceText.ServesNow(ladder.Name, diagnosis.Evidence)),
            FailureKind.Healthy => new(Remedy.None, InstanceText.Serves(ladder.Name, diagnosis.Evidence)),
            FailureKind.InstanceGone => new(Remedy.None, InstanceText.Gone(ladder.Name, diagnosis.Evidence)),
            FailureKind.InstanceUnresponsive or FailureKind.InstanceFailing or FailureKind.InstanceFlapping => Repair(diagnosis, ladder),
            // The guard lets one canary through, and after one that helped all others one by one. A repair that did not help before most
            // were down tells of this instance alone, so it goes on where it was.
            FailureKind.FleetFailing when ladder.Next is { } rung => Test(rung, diagnosis, ladder),
            // Two instances that fail by themselves can be all that a zone has. One incident has waited for the zone by then, and a person
            // was told; the test of one instance tells whether it is the zone.
            FailureKind.ZoneFailing when ladder is { Taken: 0, Next: { } rung } && ladder.SickBefore >= limits.YieldDeadline =>
                Test(rung, diagnosis, ladder),
            FailureKind.FleetFailing or FailureKind.PlatformRecovering or FailureKind.Unobservable =>
                Later(diagnosis, ladder, waited, limits.DecisionDeadline, limits),
            FailureKind.ZoneFailing or FailureKind.DeploymentInProgress or FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly
                or FailureKind.DatabaseUnreachableFromHere or FailureKind.DatabaseUnreachableFromWebTier or FailureKind.DatabaseSlow
                or FailureKind.StandbyUnhealthy or FailureKind.StaleConnections =>
                Later(diagnosis, ladder, waited, limits.YieldDeadline, limits),
            _ => throw new InvalidOperationException($"{diagnosis.Kind} has no remedy; add it to this switch."),
        };

    /// <summary>Chooses the rung to begin with: one above the highest that a recent incident of the same target took.</summary>
    /// <param name="highest">That rung; null when there was none.</param>
    public static RepairAction FirstRung(RepairAction? highest)
    {
        if (highest is not { } rung)
        {
            return RepairAction.Restart;
        }

        return rung.Next() ?? RepairAction.Replace;
    }

    /// <summary>Chooses the rung after an action that did not help; null at the end of the ladder.</summary>
    public static RepairAction? NextRung(RepairAction taken, int attempts, RecoveryOptions limits) => taken switch
    {
        RepairAction.Replace => null,
        _ when attempts < limits.AttemptsPerRung => taken,
        _ => taken.Next(),
    };

    private static Decision Repair(Diagnosis diagnosis, InstanceProgress ladder)
    {
        if (ladder.Next is not { } rung)
        {
            return new(Remedy.Escalate, InstanceText.NothingHelped(diagnosis.Kind, ladder.Name, ladder.Tried, diagnosis.Evidence));
        }

        return new(Remedy.Repair, InstanceText.Needs(rung, ladder.Name, diagnosis.Evidence), Rung: rung);
    }

    private static Decision Test(RepairAction rung, Diagnosis diagnosis, InstanceProgress ladder) =>
        new(Remedy.Repair, InstanceText.NeedsTest(rung, ladder.Name, diagnosis.Evidence), Rung: rung);

    // Each of these may pass by itself, and none is mended by touching an instance.
    private static Decision Later(
        Diagnosis diagnosis, InstanceProgress ladder, TimeSpan waited, TimeSpan deadline, RecoveryOptions limits)
    {
        if (waited >= deadline)
        {
            return new(Remedy.Escalate, InstanceText.WaitedForNothing(diagnosis.Kind, ladder.Name, waited, diagnosis.Evidence));
        }

        Statement says = InstanceText.Waits(diagnosis.Kind, ladder.Name, deadline, limits.CheckInterval, diagnosis.Evidence);
        return new(Remedy.Wait, says, limits.CheckInterval) { Left = deadline - waited };
    }
}
