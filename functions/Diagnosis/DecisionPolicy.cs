using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Diagnosis;

/// <summary>The one switch from diagnosis to remedy. Pure.</summary>
public static class DecisionPolicy
{
    /// <summary>Decides what to do about a finding.</summary>
    /// <param name="finding">The diagnosis.</param>
    /// <param name="waited">How long the incident has been open without a remedy.</param>
    /// <param name="limits">How often and how long to look.</param>
    public static Decision Decide(Finding finding, TimeSpan waited, RecoveryOptions limits) => finding.Kind switch
    {
        FailureKind.Healthy => new(Remedy.None, $"no action: it serves ({finding.Because})"),
        FailureKind.InstanceGone => new(Remedy.None, $"no action: {finding.Because}"),
        FailureKind.InstanceUnresponsive or FailureKind.InstanceFailing => new(Remedy.Restart, $"restart: {finding.Because}"),
        FailureKind.PlatformRecovering or FailureKind.Unobservable or FailureKind.FleetFailing => Later(finding, waited, limits),
        _ => throw new InvalidOperationException($"{finding.Kind} has no remedy; add it to this switch."),
    };

    // Each of these may pass by itself, and none is mended by touching an instance.
    private static Decision Later(Finding finding, TimeSpan waited, RecoveryOptions limits) => waited < limits.DecisionDeadline
        ? new(Remedy.Wait, $"no action yet: {finding.Because}; looking again in {limits.LookInterval.TotalSeconds:0.##} s", limits.LookInterval)
        : new(Remedy.Escalate, $"escalate: {finding.Because}, for {waited.TotalSeconds:F0} s");
}
