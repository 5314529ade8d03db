using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Concludes a named failure of one instance from an observation. Pure: no clock, no I/O.</summary>
public static class InstanceDiagnosisPolicy
{
    /// <summary>Diagnoses one instance in the light of all.</summary>
    /// <param name="flapping">What was seen of it serving off and on, as part of a sentence; null when nothing was, or when something was
    /// done about it since.</param>
    public static Diagnosis Diagnose(TierObservation seen, string instanceId, string? flapping = null)
    {
        if (seen.Platform.Verdict != Verdict.Good)
        {
            return new(FailureKind.Unobservable, $"the scale set cannot be read: {seen.Platform.Detail}");
        }

        if (seen.Instances.FirstOrDefault(instance => instance.Id == instanceId) is not { } target)
        {
            return NotListed(seen, instanceId);
        }

        if (seen.Deployment.Verdict == Verdict.Bad && !target.IsWell)
        {
            return new(FailureKind.DeploymentInProgress, seen.Deployment.Detail);
        }

        if (target.IsChanging)
        {
            return new(FailureKind.PlatformRecovering, $"provisioning state {target.ProvisioningState}");
        }

        Diagnosis diagnosis = target.IsSick ? Sick(seen.Fleet(), target, seen.Database) : NotSick(target);
        if (flapping is not null
            && diagnosis.Kind is FailureKind.Healthy or FailureKind.InstanceUnresponsive or FailureKind.InstanceFailing)
        {
            return new(FailureKind.InstanceFlapping, flapping);
        }

        return diagnosis;
    }

    private static Diagnosis NotListed(TierObservation seen, string instanceId)
    {
        if (seen.Unnamed > 0)
        {
            return new(
                FailureKind.Unobservable,
                $"the number of {seen.Unnamed} instances cannot be read, and instance {instanceId} may be one of them");
        }

        return new(FailureKind.InstanceGone, "not in the scale set any more");
    }

    /// <summary>Tells whether an instance does not serve, is alive, and says that it fails on its database.</summary>
    public static bool BlamesDatabase(InstanceObservation instance) =>
        instance.IsSick && instance is { Answered: true, Status.Database: DatabaseView.Unreachable or DatabaseView.ReadOnly };

    private static Diagnosis Sick(Fleet fleet, InstanceObservation target, DatabaseVerdict? database)
    {
        string details = Details(target, Verdict.Bad);
        bool blamesDatabase = BlamesDatabase(target);
        // It is alive and says that it fails on its database: the cause is there, and no restart of web servers mends it, however many do.
        // Unless the database's own diagnosis says that others write: then the fault is its own.
        if (blamesDatabase && database is not { TakesWrites: true })
        {
            return new(FailureKind.DatabaseUnavailable, $"{details}, and for it the database is {target.Status.Database}");
        }

        if (fleet.Sick >= 2 && fleet.Zones.FirstOrDefault(zone => zone.Zone == target.Zone) is { Total: >= 2 } own
            && own.Sick == own.Total && own.Sick == fleet.Sick && own.Total < fleet.Total)
        {
            return new(FailureKind.ZoneFailing, $"all {own.Total} instances of zone {own.Zone} do not serve, and all others do");
        }

        if (fleet.Sick >= 2 && fleet.Sick * 2 > fleet.Total)
        {
            return new(FailureKind.FleetFailing, $"{fleet.Sick} of {fleet.Total} instances do not serve, so the cause is probably shared");
        }

        FailureKind kind = target.Answered ? FailureKind.InstanceFailing : FailureKind.InstanceUnresponsive;
        if (!blamesDatabase)
        {
            return new(kind, details);
        }

        return new(kind, $"{details}; it blames its database, and others write to it ({database?.Evidence})");
    }

    // Its own answer is the only observation of this very moment; the others may be of a minute ago.
    private static Diagnosis NotSick(InstanceObservation target) => (target.GoodVotes, target.Answer.Verdict) switch
    {
        ( >= InstanceObservation.Agreement, not Verdict.Bad) => new(FailureKind.Healthy, Details(target, Verdict.Good)),
        ( >= InstanceObservation.Agreement, _) =>
            new(FailureKind.Unobservable, $"{target.Answer.Detail}, although {Details(target, Verdict.Good)}"),
        _ => new(FailureKind.Unobservable, $"only {Math.Max(target.GoodVotes, target.BadVotes)} of 3 observers agree"),
    };

    private static string Details(InstanceObservation target, Verdict verdict)
    {
        CheckResult[] readings = [target.Probe, target.Answer, target.Health];
        IEnumerable<string> details = readings.Where(reading => reading.Verdict == verdict).Select(reading => reading.Detail);
        // A machine that is off explains all that is bad of it.
        if (verdict == Verdict.Bad && target.Off is { } off)
        {
            details = details.Prepend($"its machine is {off}");
        }

        return string.Join(", ", details);
    }
}
