using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Decides on the remedy, in one switch over the diagnosis of the database. Pure.</summary>
public static class DatabaseDecisionPolicy
{
    /// <summary>
    /// Limits how many failovers the platform is asked for in one incident: the second by the other way, when the first was not carried
    /// out.
    /// </summary>
    public const int MaxFailovers = 2;

    /// <summary>Tells whether a diagnosis is one that a failover may mend.</summary>
    public static bool IsDown(FailureKind kind) => kind is FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly;

    /// <summary>Decides what to do about a diagnosis.</summary>
    /// <param name="progress">Where the incident stands, this look included.</param>
    public static Decision Decide(
        Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress progress, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        Decision decision = OfKind(diagnosis, seen, progress, now, settings);
        TimeSpan waited = now - progress.WaitingSince;
        // Whatever it waits for, and however often that changes.
        if (decision.Remedy == Remedy.Wait && waited >= limits.RedundancyDeadline)
        {
            return WithLoss(Escalate(DatabaseText.WaitedForNothing(diagnosis, waited)), progress, limits);
        }

        return WithLoss(WithDeadline(decision, limits.RedundancyDeadline - waited), progress, limits);
    }

    private static Decision OfKind(
        Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress progress, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        return diagnosis.Kind switch
        {
            FailureKind.Healthy when !progress.HasMoved && progress.Failovers == 0 =>
                new(Remedy.None, DatabaseText.Serves(diagnosis.Evidence)),
            FailureKind.Healthy when progress.Looks < limits.ChecksNeeded => Agreeing(diagnosis, progress, limits),
            FailureKind.Healthy => new(Remedy.Confirm, DatabaseText.ServesNow(diagnosis.Evidence)),
            FailureKind.DatabaseUnavailable or FailureKind.DatabaseReadOnly => OfDown(diagnosis, seen, progress, now, settings),
            FailureKind.PlatformRecovering => OfPlatform(diagnosis, seen, progress, now, settings),
            FailureKind.StaleConnections when progress.HasMoved => OfStale(diagnosis, progress, now, limits),
            FailureKind.StandbyUnhealthy => Wait(diagnosis, limits),
            FailureKind.StaleConnections or FailureKind.DatabaseSlow or FailureKind.DatabaseUnreachableFromHere
                or FailureKind.DatabaseUnreachableFromWebTier or FailureKind.Unobservable => Later(diagnosis, progress, now, settings),
            _ => throw new InvalidOperationException($"{diagnosis.Kind} is no diagnosis of a database; add it to this switch."),
        };
    }

    // The first deadline counts. One that is over ends nothing: it is not for what is waited for now.
    private static Decision WithDeadline(Decision decision, TimeSpan left)
    {
        if (left <= TimeSpan.Zero || decision.Left <= left)
        {
            return decision;
        }

        return decision with { Left = left };
    }

    // Nothing is lost in silence: whoever reads how it ended reads what may be missing.
    private static Decision WithLoss(Decision decision, DatabaseProgress progress, DatabaseOptions limits)
    {
        bool isFailedOver = progress.HasMoved || progress.Failovers > 0;
        bool mayLose = decision.Remedy == Remedy.Failover || (isFailedOver && decision.Remedy is Remedy.Confirm or Remedy.Escalate);
        if (!mayLose || LossPolicy.Sentence(progress, limits) is not { } loss)
        {
            return decision;
        }

        return decision with { Says = DatabaseText.WithLoss(decision.Says, loss) };
    }

    private static Decision OfDown(
        Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress progress, DateTime now, IncidentSettings settings)
    {
        if (progress.Looks < settings.Database.ChecksNeeded)
        {
            return Agreeing(diagnosis, progress, settings.Database);
        }

        if (!MayFailOver(progress))
        {
            // A failover that was carried out may have helped before the web servers notice; what they say is a little old.
            if (!progress.LastFailed && now - progress.KindSince < settings.Database.StaleAfter)
            {
                return Wait(diagnosis, settings.Database);
            }

            return Escalate(DatabaseText.FailoversDidNotHelp(progress.Failovers, diagnosis.Evidence));
        }

        return UnlessRefused(
            new(Remedy.Failover, DatabaseText.NeedsFailover(diagnosis.Kind, diagnosis.Evidence)), diagnosis, diagnosis.Kind, seen, progress,
            now, settings);
    }

    // A platform that is late is gone over as far as its own work is concerned. What the standby cannot do it cannot do then either.
    private static Decision OfPlatform(
        Diagnosis diagnosis, DatabaseObservation seen, DatabaseProgress progress, DateTime now, IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        TimeSpan left = limits.PlatformDeadline - (now - progress.KindSince);
        if (left > TimeSpan.Zero || WebTierVotes.Of(seen.WebTier) is WebTierVote.Good or WebTierVote.Slow)
        {
            return WithDeadline(Wait(diagnosis, limits), left);
        }

        if (diagnosis.Beneath is not { } fault || !IsDown(fault))
        {
            return Later(diagnosis, progress, now, settings);
        }

        if (progress.Looks < limits.ChecksNeeded)
        {
            return Agreeing(diagnosis, progress, limits);
        }

        if (!MayFailOver(progress))
        {
            return Escalate(DatabaseText.FailoversDidNotHelp(progress.Failovers, diagnosis.Evidence));
        }

        Statement late = DatabaseText.PlatformTooLate(limits.PlatformDeadline, diagnosis.Evidence);
        return UnlessRefused(new(Remedy.Failover, late), diagnosis, fault, seen, progress, now, settings);
    }

    private static Decision UnlessRefused(
        Decision failover, Diagnosis diagnosis, FailureKind fault, DatabaseObservation seen, DatabaseProgress progress, DateTime now,
        IncidentSettings settings)
    {
        DatabaseOptions limits = settings.Database;
        if (StandbyPolicy.Objection(seen, fault, progress.FaultSince ?? seen.FailingSince, limits) is not { } objection)
        {
            return failover;
        }

        TimeSpan left = Left(progress, now, settings);
        if (!objection.MayPass || left <= TimeSpan.Zero)
        {
            return Escalate(DatabaseText.FailoverRefused(objection, diagnosis.Evidence));
        }

        Statement waits = DatabaseText.WaitsToFailOver(objection, limits.CheckInterval, diagnosis.Evidence);
        return WithDeadline(new(Remedy.Wait, waits, limits.CheckInterval), left);
    }

    // Another one is worth something only when the last was not carried out.
    private static bool MayFailOver(DatabaseProgress progress) =>
        progress.Failovers == 0 || (progress.LastFailed && progress.Failovers < MaxFailovers);

    private static Decision OfStale(Diagnosis diagnosis, DatabaseProgress progress, DateTime now, DatabaseOptions limits)
    {
        TimeSpan stale = now - progress.KindSince;
        if (progress.Looks < limits.ChecksNeeded || stale < limits.StaleAfter)
        {
            return WithDeadline(Wait(diagnosis, limits), limits.StaleAfter - stale);
        }

        return new(Remedy.Recycle, DatabaseText.Restarting(stale, diagnosis.Evidence));
    }

    private static Decision Agreeing(Diagnosis diagnosis, DatabaseProgress progress, DatabaseOptions limits) =>
        new(
            Remedy.Wait,
            DatabaseText.Agreeing(diagnosis.Kind, progress.Looks, limits.ChecksNeeded, limits.CheckInterval, diagnosis.Evidence),
            limits.CheckInterval);

    private static Decision Later(Diagnosis diagnosis, DatabaseProgress progress, DateTime now, IncidentSettings settings)
    {
        TimeSpan left = Left(progress, now, settings);
        if (left <= TimeSpan.Zero)
        {
            return Escalate(DatabaseText.WaitedForNothing(diagnosis, now - progress.KindSince));
        }

        return WithDeadline(Wait(diagnosis, settings.Database), left);
    }

    private static TimeSpan Left(DatabaseProgress progress, DateTime now, IncidentSettings settings) =>
        settings.Recovery.DecisionDeadline - (now - progress.KindSince);

    private static Decision Wait(Diagnosis diagnosis, DatabaseOptions limits) =>
        new(Remedy.Wait, DatabaseText.Waits(diagnosis.Kind, limits.CheckInterval, diagnosis.Evidence), limits.CheckInterval);

    private static Decision Escalate(Statement says) => new(Remedy.Escalate, says);
}
