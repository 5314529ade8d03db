using Steadfast.Functions.Azure;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Diagnosis;

/// <summary>The one switch from the diagnosis of an instance to the remedy. Pure.</summary>
public static class DecisionPolicy
{
    /// <summary>How every escalation ends.</summary>
    public const string HandedOver = "a person must look, nothing more is done until a new signal comes";

    /// <summary>Decides what to do about a finding.</summary>
    /// <param name="finding">The diagnosis.</param>
    /// <param name="ladder">What was done in this incident, and what would be next.</param>
    /// <param name="waited">How long there has been no remedy: since the incident was opened, or since the last action ended.</param>
    /// <param name="limits">How often to act, and how often and long to look.</param>
    public static Decision Decide(Finding finding, LadderStanding ladder, TimeSpan waited, RecoveryOptions limits) => finding.Kind switch
    {
        FailureKind.Healthy when ladder.Taken > 0 && waited >= limits.DecisionDeadline => new(
            Remedy.Escalate, $"escalate: after {ladder.Tried} it serves off and on, for {waited.TotalSeconds:F0} s; {HandedOver}"),
        FailureKind.Healthy when ladder.Taken > 0 => new(Remedy.Confirm, $"no further action: it serves now ({finding.Because})"),
        FailureKind.Healthy => new(Remedy.None, $"no action: it serves ({finding.Because})"),
        FailureKind.InstanceGone => new(Remedy.None, $"no action: {finding.Because}"),
        FailureKind.InstanceUnresponsive or FailureKind.InstanceFailing or FailureKind.InstanceFlapping => Repair(finding, ladder),
        // The guard lets one canary through. Whoever was repaired already and finds the fleet failing was not the cause.
        FailureKind.FleetFailing when ladder.Taken == 0 => new(Remedy.Repair, $"restart if it may be the canary: {finding.Because}", Rung: Rung.Restart),
        FailureKind.FleetFailing or FailureKind.PlatformRecovering or FailureKind.Unobservable => Later(finding, waited, limits.DecisionDeadline, limits),
        FailureKind.ZoneFailing or FailureKind.DeploymentInProgress or FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly
            or FailureKind.DatabaseUnreachableFromHere or FailureKind.DatabaseUnreachableFromWebTier or FailureKind.DatabaseSlow or FailureKind.StandbyUnhealthy
            or FailureKind.StaleConnections => Later(finding, waited, limits.YieldDeadline, limits),
        _ => throw new InvalidOperationException($"{finding.Kind} has no remedy; add it to this switch."),
    };

    /// <summary>The pause before the next look: never shorter than the platform asks for, and never longer than two minutes for its sake.</summary>
    /// <param name="wanted">The pause that is wanted.</param>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    public static TimeSpan Pause(TimeSpan wanted, TimeSpan? asked)
    {
        TimeSpan bounded = asked > ArmFailure.LongestPause ? ArmFailure.LongestPause : asked ?? TimeSpan.Zero;
        return bounded > wanted ? bounded : wanted;
    }

    /// <summary>The rung to begin with: one above the highest that a recent incident of the same target took.</summary>
    /// <param name="highest">That rung; null when there was none.</param>
    public static Rung FirstRung(Rung? highest) => highest is { } rung ? rung.Next() ?? Rung.Replace : Rung.Restart;

    /// <summary>The rung after an action that did not help; null at the end of the ladder.</summary>
    /// <param name="taken">The action.</param>
    /// <param name="attempts">How often it was tried in this incident.</param>
    /// <param name="limits">How often one rung is tried.</param>
    public static Rung? NextRung(Rung taken, int attempts, RecoveryOptions limits) =>
        taken == Rung.Replace ? null : attempts < limits.AttemptsPerRung ? taken : taken.Next();

    private static Decision Repair(Finding finding, LadderStanding ladder) => ladder.Next is { } rung
        ? new(Remedy.Repair, $"{rung.Name()}: {finding.Because}", Rung: rung)
        : new(Remedy.Escalate, $"escalate: {ladder.Tried} did not help; {finding.Because}; {HandedOver}");

    // Each of these may pass by itself, and none is mended by touching an instance.
    private static Decision Later(Finding finding, TimeSpan waited, TimeSpan deadline, RecoveryOptions limits) => waited < deadline
        ? new(Remedy.Wait, $"no action yet: {finding.Because}; looking again in {limits.LookInterval.TotalSeconds:0.##} s", limits.LookInterval)
        : new(Remedy.Escalate, $"escalate: {finding.Because}, for {waited.TotalSeconds:F0} s; {HandedOver}");
}
