using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>The one switch from the diagnosis of the database to the remedy. Pure.</summary>
public static class DatabaseDecisionPolicy
{
    /// <summary>How often the platform is asked for a failover in one incident: the second time by the other way, when the first was not carried out.</summary>
    public const int MaxFailovers = 2;

    /// <summary>Whether a diagnosis is one that a failover may mend.</summary>
    /// <param name="kind">The diagnosis.</param>
    public static bool IsDown(FailureKind kind) => kind is FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly;

    /// <summary>Decides what to do about a diagnosis.</summary>
    /// <param name="diagnosis">The diagnosis.</param>
    /// <param name="seen">What was seen.</param>
    /// <param name="standing">Where the incident stands, this look included.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="settings">Times and limits.</param>
    public static Decision Decide(Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress standing, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        Decision decision = diagnosis.Kind switch
        {
            FailureKind.Healthy when !standing.HasMoved && standing.Failovers == 0 => new(Remedy.None, $"no action: it takes writes ({diagnosis.Evidence})"),
            FailureKind.Healthy when standing.Looks < limits.ChecksNeeded => Agreeing(diagnosis, standing, limits),
            FailureKind.Healthy => new(Remedy.Confirm, $"no further action: it takes writes and is redundant ({diagnosis.Evidence})"),
            FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly => OfDown(diagnosis, seen, standing, now, settings),
            FailureKind.PlatformRecovering => OfPlatform(diagnosis, seen, standing, now, settings),
            FailureKind.StaleConnections when standing.HasMoved => OfStale(diagnosis, standing, now, limits),
            FailureKind.StandbyUnhealthy => Wait(diagnosis, limits),
            FailureKind.StaleConnections or FailureKind.DatabaseSlow or FailureKind.DatabaseUnreachableFromHere or FailureKind.DatabaseUnreachableFromWebTier
                or FailureKind.Unobservable => Later(diagnosis, standing, now, settings),
            _ => throw new InvalidOperationException($"{diagnosis.Kind} is no diagnosis of a database; add it to this switch."),
        };

        // Whatever it waits for, and however often that changes.
        return WithLoss(
            decision.Remedy == Remedy.Wait && now - standing.WaitingSince >= limits.RedundancyDeadline
                ? Escalate($"{diagnosis.Evidence}, after {(now - standing.WaitingSince).TotalMinutes:0.##} min")
                : decision,
            standing,
            limits);
    }

    // Nothing is lost in silence: whoever reads how it ended reads what may be missing.
    private static Decision WithLoss(Decision decision, DatabaseProgress standing, DatabaseOptions limits) =>
        LossPolicy.Sentence(standing, limits) is { } loss
            && (decision.Remedy == Remedy.Failover || ((standing.HasMoved || standing.Failovers > 0) && decision.Remedy is Remedy.Confirm or Remedy.Escalate))
            ? decision with { Reason = $"{decision.Reason}; {loss}" }
            : decision;

    private static Decision OfDown(Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress standing, DateTime now, IncidentSettings settings)
    {
        if (standing.Looks < settings.Database.ChecksNeeded)
        {
            return Agreeing(diagnosis, standing, settings.Database);
        }

        if (!MayFailOver(standing))
        {
            // A failover that was carried out may have helped before the web servers notice; what they say is a little old.
            if (!standing.LastFailed && now - standing.KindSince < settings.Database.StaleAfter)
            {
                return Wait(diagnosis, settings.Database);
            }

            return Escalate($"{standing.Failovers} failover(s) did not help: {diagnosis.Evidence}");
        }

        return UnlessRefused(new(Remedy.Failover, $"failover: {diagnosis.Evidence}"), diagnosis, diagnosis.Kind, seen, standing, now, settings);
    }

    // A platform that is late is gone over as far as its own work is concerned. What the standby cannot do it cannot do then either.
    private static Decision OfPlatform(Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress standing, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        if (now - standing.KindSince < limits.PlatformDeadline || WebTierVotes.Of(seen.WebTier) is WebTierVote.Good or WebTierVote.Slow)
        {
            return Wait(diagnosis, limits);
        }

        if (diagnosis.Beneath is not { } fault || !IsDown(fault))
        {
            return Later(diagnosis, standing, now, settings);
        }

        if (standing.Looks < limits.ChecksNeeded)
        {
            return Agreeing(diagnosis, standing, limits);
        }

        string late = $"failover: {diagnosis.Evidence}, for more than {limits.PlatformDeadline.TotalMinutes:0.##} min, and it cannot be used";
        return MayFailOver(standing) ? UnlessRefused(new(Remedy.Failover, late), diagnosis, fault, seen, standing, now, settings)
            : Escalate($"{standing.Failovers} failover(s) did not help: {diagnosis.Evidence}");
    }

    private static Decision UnlessRefused(
        Decision failover, Diagnosis diagnosis, FailureKind fault, DatabaseObservation seen, DatabaseProgress standing, DateTime now, IncidentSettings settings) =>
        StandbyPolicy.Objection(seen, fault, standing.FaultSince ?? seen.FailingSince, settings.Database) switch
        {
            null => failover,
            { MayPass: true } objection when now - standing.KindSince < settings.Recovery.DecisionDeadline => Wait(
                diagnosis with { Evidence = $"{diagnosis.Evidence}; no failover now: {objection.Why}" }, settings.Database),
            { } objection => Escalate($"failover refused: {objection.Why}; {diagnosis.Evidence}"),
        };

    // Another one is worth something only when the last was not carried out.
    private static bool MayFailOver(DatabaseProgress standing) => standing.Failovers == 0 || (standing.LastFailed && standing.Failovers < MaxFailovers);

    private static Decision OfStale(Diagnosis diagnosis, DatabaseProgress standing, DateTime now, DatabaseOptions limits) =>
        standing.Looks >= limits.ChecksNeeded && now - standing.KindSince >= limits.StaleAfter
            ? new(Remedy.Recycle, $"recycle: {diagnosis.Evidence}, {(now - standing.KindSince).TotalSeconds:0.##} s after a failover")
            : Wait(diagnosis, limits);

    private static Decision Agreeing(Diagnosis diagnosis, DatabaseProgress standing, DatabaseOptions limits) =>
        Wait(diagnosis with { Evidence = $"{diagnosis.Evidence} (look {standing.Looks} of {limits.ChecksNeeded})" }, limits);

    private static Decision Later(Diagnosis diagnosis, DatabaseProgress standing, DateTime now, IncidentSettings settings) =>
        now - standing.KindSince < settings.Recovery.DecisionDeadline
            ? Wait(diagnosis, settings.Database)
            : Escalate($"{diagnosis.Evidence}, for {(now - standing.KindSince).TotalMinutes:0.##} min");

    private static Decision Wait(Diagnosis diagnosis, DatabaseOptions limits) =>
        new(Remedy.Wait, $"no action yet: {diagnosis.Evidence}; looking again in {limits.CheckInterval.TotalSeconds:0.##} s", limits.CheckInterval);

    private static Decision Escalate(string why) => new(Remedy.Escalate, $"escalate: {why}; {Escalation.HandedOver}");
}
