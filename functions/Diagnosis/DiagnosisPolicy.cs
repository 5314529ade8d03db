namespace Steadfast.Functions.Diagnosis;

/// <summary>Concludes a named failure from an observation. Pure: no clock, no I/O.</summary>
public static class DiagnosisPolicy
{
    // One observer alone may be the thing that is broken; two of three must agree before anything is concluded.
    private const int Agreement = 2;

    /// <summary>Diagnoses one instance in the light of all.</summary>
    /// <param name="seen">The web tier at one moment.</param>
    /// <param name="instanceId">The instance in question.</param>
    public static Finding Diagnose(Observation seen, string instanceId)
    {
        if (seen.Platform.Verdict != Verdict.Good)
        {
            return new(FailureKind.Unobservable, $"the scale set cannot be read: {seen.Platform.Detail}");
        }

        if (seen.Instances.FirstOrDefault(instance => instance.Id == instanceId) is not { } target)
        {
            return new(FailureKind.InstanceGone, $"instance {instanceId} is not in the scale set any more");
        }

        if (target.IsChanging)
        {
            return new(FailureKind.PlatformRecovering, $"the platform is changing instance {instanceId} ({target.ProvisioningState})");
        }

        return IsSick(target) ? Sick(seen, target) : NotSick(target);
    }

    private static bool IsSick(InstanceObservation instance) => instance.BadVotes >= Agreement;

    private static Finding Sick(Observation seen, InstanceObservation target)
    {
        int sick = seen.Instances.Count(IsSick);
        if (sick >= 2 && sick * 2 > seen.Instances.Count)
        {
            return new(FailureKind.FleetFailing, $"{sick} of {seen.Instances.Count} instances do not serve, so the fault is shared");
        }

        FailureKind kind = target.Answered ? FailureKind.InstanceFailing : FailureKind.InstanceUnresponsive;
        return new(kind, $"instance {target.Id}: {Details(target, Verdict.Bad)}");
    }

    // Its own answer is the only observation of this very moment; the others may be of a minute ago.
    private static Finding NotSick(InstanceObservation target) => (target.GoodVotes, target.Answer.Verdict) switch
    {
        ( >= Agreement, not Verdict.Bad) => new(FailureKind.Healthy, $"instance {target.Id}: {Details(target, Verdict.Good)}"),
        ( >= Agreement, _) => new(FailureKind.Unobservable, $"instance {target.Id}: {target.Answer.Detail}, although {Details(target, Verdict.Good)}"),
        _ => new(FailureKind.Unobservable, $"instance {target.Id}: only {Math.Max(target.GoodVotes, target.BadVotes)} of 3 observers agree"),
    };

    private static string Details(InstanceObservation target, Verdict verdict) => string.Join(
        ", ", new[] { target.Probe, target.Answer, target.Health }.Where(reading => reading.Verdict == verdict).Select(reading => reading.Detail));
}
