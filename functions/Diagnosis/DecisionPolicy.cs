using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Diagnosis;

/// <summary>The one switch from diagnosis to remedy. Pure.</summary>
public static class DecisionPolicy
{
    private const string HandedOver = "a person must look, nothing more is done until a new signal comes";

    /// <summary>Decides what to do about a finding.</summary>
    /// <param name="finding">The diagnosis.</param>
    /// <param name="restarts">How often the instance was restarted in this incident.</param>
    /// <param name="waited">How long there has been no remedy: since the incident was opened, or since the last action ended.</param>
    /// <param name="limits">How often to act, and how often and long to look.</param>
    public static Decision Decide(Finding finding, int restarts, TimeSpan waited, RecoveryOptions limits) => finding.Kind switch
    {
        FailureKind.Healthy when restarts > 0 && waited >= limits.DecisionDeadline => new(
            Remedy.Escalate, $"escalate: it was restarted, and it serves off and on, for {waited.TotalSeconds:F0} s; {HandedOver}"),
        FailureKind.Healthy when restarts > 0 => new(Remedy.Confirm, $"no further action: it serves now ({finding.Because})"),
        FailureKind.Healthy => new(Remedy.None, $"no action: it serves ({finding.Because})"),
        FailureKind.InstanceGone => new(Remedy.None, $"no action: {finding.Because}"),
        FailureKind.InstanceUnresponsive or FailureKind.InstanceFailing => restarts < limits.AttemptsPerRung
            ? new(Remedy.Restart, $"restart: {finding.Because}")
            : new(Remedy.Escalate, $"escalate: {restarts} restarts did not help; {finding.Because}; {HandedOver}"),
        FailureKind.PlatformRecovering or FailureKind.Unobservable or FailureKind.FleetFailing => Later(finding, waited, limits),
        _ => throw new InvalidOperationException($"{finding.Kind} has no remedy; add it to this switch."),
    };

    /// <summary>The pause before the next look: never shorter than the platform asks for.</summary>
    /// <param name="wanted">The pause that is wanted.</param>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    public static TimeSpan Pause(TimeSpan wanted, TimeSpan? asked) => asked > wanted ? asked.Value : wanted;

    // Each of these may pass by itself, and none is mended by touching an instance.
    private static Decision Later(Finding finding, TimeSpan waited, RecoveryOptions limits) => waited < limits.DecisionDeadline
        ? new(Remedy.Wait, $"no action yet: {finding.Because}; looking again in {limits.LookInterval.TotalSeconds:0.##} s", limits.LookInterval)
        : new(Remedy.Escalate, $"escalate: {finding.Because}, for {waited.TotalSeconds:F0} s; {HandedOver}");
}
