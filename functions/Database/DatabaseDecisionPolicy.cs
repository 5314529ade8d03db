using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Database;

/// <summary>The one switch from the diagnosis of the database to the remedy. Pure.</summary>
public static class DatabaseDecisionPolicy
{
    /// <summary>How often the platform is asked for a failover in one incident: the second time by the other way, when the first was not carried out.</summary>
    public const int MostFailovers = 2;

    /// <summary>Whether a diagnosis is one that a failover may mend.</summary>
    /// <param name="kind">The diagnosis.</param>
    public static bool IsDown(FailureKind kind) => kind is FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly;

    /// <summary>Decides what to do about a finding.</summary>
    /// <param name="finding">The diagnosis.</param>
    /// <param name="seen">What was seen.</param>
    /// <param name="standing">Where the incident stands, this look included.</param>
    /// <param name="now">The moment, UTC.</param>
    /// <param name="settings">Times and limits.</param>
    public static Decision Decide(Finding finding, DatabaseObservation seen, DatabaseStanding standing, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        Decision decision = finding.Kind switch
        {
            FailureKind.Healthy when !standing.HasMoved && standing.Failovers == 0 => new(Remedy.None, $"no action: it takes writes ({finding.Because})"),
            FailureKind.Healthy when standing.Looks < limits.LooksNeeded => Agreeing(finding, standing, limits),
            FailureKind.Healthy => new(Remedy.Confirm, $"no further action: it takes writes and is redundant ({finding.Because})"),
            FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly => OfDown(finding, seen, standing, now, settings),
            FailureKind.PlatformRecovering => OfPlatform(finding, seen, standing, now, settings),
            FailureKind.StaleConnections when standing.HasMoved => OfStale(finding, standing, now, limits),
            FailureKind.StandbyUnhealthy => Wait(finding, limits),
            FailureKind.StaleConnections or FailureKind.DatabaseSlow or FailureKind.DatabaseUnreachableFromHere or FailureKind.DatabaseUnreachableFromWebTier
                or FailureKind.Unobservable => Later(finding, standing, now, settings),
            _ => throw new InvalidOperationException($"{finding.Kind} is no diagnosis of a database; add it to this switch."),
        };

        // Whatever it waits for, and however often that changes.
        return WithLoss(
            decision.Remedy == Remedy.Wait && now - standing.WaitingSince >= limits.RedundancyDeadline
                ? Escalate($"{finding.Because}, after {(now - standing.WaitingSince).TotalMinutes:0.##} min")
                : decision,
            standing,
            limits);
    }

    // Nothing is lost in silence: whoever reads how it ended reads what may be missing.
    private static Decision WithLoss(Decision decision, DatabaseStanding standing, DatabaseOptions limits) =>
        LossPolicy.Sentence(standing, limits) is { } loss
            && (decision.Remedy == Remedy.Failover || ((standing.HasMoved || standing.Failovers > 0) && decision.Remedy is Remedy.Confirm or Remedy.Escalate))
            ? decision with { Reason = $"{decision.Reason}; {loss}" }
            : decision;

    private static Decision OfDown(Finding finding, DatabaseObservation seen, DatabaseStanding standing, DateTime now, IncidentSettings settings)
    {
        if (standing.Looks < settings.Database.LooksNeeded)
        {
            return Agreeing(finding, standing, settings.Database);
        }

        if (!MayFailOver(standing))
        {
            // A failover that was carried out may have helped before the web servers notice; what they say is a little old.
            if (!standing.LastFailed && now - standing.KindSince < settings.Database.StaleAfter)
            {
                return Wait(finding, settings.Database);
            }

            return Escalate($"{standing.Failovers} failover(s) did not help: {finding.Because}");
        }

        return UnlessRefused(new(Remedy.Failover, $"failover: {finding.Because}"), finding, finding.Kind, seen, standing, now, settings);
    }

    // A platform that is late is gone over as far as its own work is concerned. What the standby cannot do it cannot do then either.
    private static Decision OfPlatform(Finding finding, DatabaseObservation seen, DatabaseStanding standing, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        if (now - standing.KindSince < limits.PlatformDeadline || WebTierVotes.Of(seen.WebTier) is WebTierVote.Good or WebTierVote.Slow)
        {
            return Wait(finding, limits);
        }

        if (finding.Beneath is not { } fault || !IsDown(fault))
        {
            return Later(finding, standing, now, settings);
        }

        if (standing.Looks < limits.LooksNeeded)
        {
            return Agreeing(finding, standing, limits);
        }

        string late = $"failover: {finding.Because}, for more than {limits.PlatformDeadline.TotalMinutes:0.##} min, and it cannot be used";
        return MayFailOver(standing) ? UnlessRefused(new(Remedy.Failover, late), finding, fault, seen, standing, now, settings)
            : Escalate($"{standing.Failovers} failover(s) did not help: {finding.Because}");
    }

    private static Decision UnlessRefused(
        Decision failover, Finding finding, FailureKind fault, DatabaseObservation seen, DatabaseStanding standing, DateTime now, IncidentSettings settings) =>
        StandbyPolicy.Objection(seen, fault, standing.FaultSince ?? seen.FailingSince, settings.Database) switch
        {
            null => failover,
            { MayPass: true } objection when now - standing.KindSince < settings.Recovery.DecisionDeadline => Wait(
                finding with { Because = $"{finding.Because}; no failover now: {objection.Why}" }, settings.Database),
            { } objection => Escalate($"failover refused: {objection.Why}; {finding.Because}"),
        };

    // Another one is worth something only when the last was not carried out.
    private static bool MayFailOver(DatabaseStanding standing) => standing.Failovers == 0 || (standing.LastFailed && standing.Failovers < MostFailovers);

    private static Decision OfStale(Finding finding, DatabaseStanding standing, DateTime now, DatabaseOptions limits) =>
        standing.Looks >= limits.LooksNeeded && now - standing.KindSince >= limits.StaleAfter
            ? new(Remedy.Recycle, $"recycle: {finding.Because}, {(now - standing.KindSince).TotalSeconds:0.##} s after a failover")
            : Wait(finding, limits);

    private static Decision Agreeing(Finding finding, DatabaseStanding standing, DatabaseOptions limits) =>
        Wait(finding with { Because = $"{finding.Because} (look {standing.Looks} of {limits.LooksNeeded})" }, limits);

    private static Decision Later(Finding finding, DatabaseStanding standing, DateTime now, IncidentSettings settings) =>
        now - standing.KindSince < settings.Recovery.DecisionDeadline
            ? Wait(finding, settings.Database)
            : Escalate($"{finding.Because}, for {(now - standing.KindSince).TotalMinutes:0.##} min");

    private static Decision Wait(Finding finding, DatabaseOptions limits) =>
        new(Remedy.Wait, $"no action yet: {finding.Because}; looking again in {limits.LookInterval.TotalSeconds:0.##} s", limits.LookInterval);

    private static Decision Escalate(string why) => new(Remedy.Escalate, $"escalate: {why}; {DecisionPolicy.HandedOver}");
}
