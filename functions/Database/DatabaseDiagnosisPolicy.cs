using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>
/// Concludes a named failure of the database from an observation. Three kinds of observer look at it: the web servers, the automation
/// itself, and the platform; one alone is never enough. Pure: no clock, no I/O.
/// </summary>
public static class DatabaseDiagnosisPolicy
{
    /// <summary>Diagnoses the database.</summary>
    /// <param name="hasMoved">Whether another machine became the primary since the incident was opened.</param>
    public static Diagnosis Diagnose(DatabaseObservation seen, bool hasMoved = false)
    {
        WebTierVote web = WebTierVotes.Of(seen.WebTier);
        bool isUsed = web is WebTierVote.Good or WebTierVote.Slow;
        Diagnosis diagnosis = WithoutPlatform(seen, web, isUsed, hasMoved);
        if (seen.Platform.Server is { } server && (server.IsFailingOver || (server.IsChanging && !isUsed)))
        {
            string evidence = $"server {server.State}, high availability {server.Standby}";
            diagnosis = new(FailureKind.PlatformRecovering, evidence) { Beneath = diagnosis.Kind };
        }

        if (seen.Standby.Replication is { Io: { IsRunning: false } blind })
        {
            return diagnosis with { StandbyBlindSince = blind.Since };
        }

        return diagnosis;
    }

    private static Diagnosis WithoutPlatform(DatabaseObservation seen, WebTierVote web, bool isUsed, bool hasMoved)
    {
        if (isUsed)
        {
            return Used(seen, web, hasMoved);
        }

        if (SomeWrite(seen))
        {
            return Stale(seen);
        }

        return NotUsed(seen, web, hasMoved);
    }

    private static Diagnosis Used(DatabaseObservation seen, WebTierVote web, bool hasMoved)
    {
        if (WebTierVotes.OfDiskFull(seen.WebTier) > 0)
        {
            return new(FailureKind.Unobservable, $"too few web servers report a full disk ({Tier(seen)})");
        }

        if (seen.WebTier.Failed > 0)
        {
            return Stale(seen);
        }

        if (seen.Probe.Verdict == Verdict.Bad)
        {
            return new(FailureKind.DatabaseUnreachableFromHere, $"{Tier(seen)}; own connection: {seen.Probe.Detail}");
        }

        if (web == WebTierVote.Slow)
        {
            return new(FailureKind.DatabaseSlow, Tier(seen));
        }

        if (StandbyPolicy.WhatIsMissing(seen, hasMoved) is { } missing)
        {
            return new(FailureKind.StandbyUnhealthy, $"{missing}; {Tier(seen)}");
        }

        return new(FailureKind.Healthy, Tier(seen));
    }

    // What takes writes from one of them is no read-only server; what the others fail on is their connections. A full disk is known to
    // writers only.
    private static bool SomeWrite(DatabaseObservation seen) =>
        seen.WebTier.Ok > 0
            && seen.Probe.Verdict != Verdict.Bad && WebTierVotes.OfDiskFull(seen.WebTier) == 0
            && seen.Trial is not { Outcome: WriteOutcome.Refused };

    private static Diagnosis Stale(DatabaseObservation seen) => new(
        FailureKind.StaleConnections,
        $"instance {string.Join(", ", seen.WebTier.Failing.Select(instance => instance.Id))} cannot write ({Tier(seen)})");

    private static Diagnosis NotUsed(DatabaseObservation seen, WebTierVote web, bool hasMoved)
    {
        string here = $"own connection: {seen.Probe.Detail}";
        string? platform = PlatformObjection(seen, hasMoved);
        if (platform is not null)
        {
            here += $"; {platform}";
        }

        bool isBadHere = seen.Probe.Verdict == Verdict.Bad;
        bool isConfirmed = isBadHere || platform is not null;
        return web switch
        {
            WebTierVote.ReadOnly => ReadOnly(seen, isConfirmed, here),
            WebTierVote.Unreachable when isConfirmed => new(FailureKind.DatabaseUnavailable, $"{Tier(seen)}; {here}"),
            WebTierVote.Unreachable => WebTierAlone(seen, $"{Tier(seen)}; {here}"),
            // Nobody says that it can be used, and two others that it cannot.
            _ when seen.WebTier.Ok + seen.WebTier.Slow == 0 && isBadHere && platform is not null =>
                new(FailureKind.DatabaseUnavailable, here),
            _ => new(FailureKind.Unobservable, $"{Tier(seen)}; {here}"),
        };
    }

    // That it takes no writes can be seen neither from a greeting nor on the platform. A write that was taken tells, whoever says
    // otherwise.
    private static Diagnosis ReadOnly(DatabaseObservation seen, bool isConfirmed, string here) => seen.Trial switch
    {
        { Outcome: WriteOutcome.Written } taken => WebTierAlone(
            seen, $"{Tier(seen)}, but {taken.Sentence}, so their report is old or wrong; {here}", RestartOne),
        { Outcome: WriteOutcome.Refused } refused => new(FailureKind.DatabaseReadOnly, $"{Tier(seen)}; {refused.Sentence}"),
        _ when isConfirmed => new(FailureKind.DatabaseReadOnly, $"{Tier(seen)}; {here}"),
        { } untold => WebTierAlone(seen, $"{Tier(seen)}; {untold.Sentence}; {here}", MayForce),
        null => WebTierAlone(seen, $"{Tier(seen)}, and no write was tried; {here}", MayForce),
    };

    private const string MayForce = "Write through one web server; if that fails, POST /api/database/failover with mode force.";

    private const string RestartOne = "Restart one web server: what it reports of the database is old or wrong.";

    private static Diagnosis WebTierAlone(DatabaseObservation seen, string because, string? nextStep = null)
    {
        FailureKind kind = seen.Probe.Verdict == Verdict.Good ? FailureKind.DatabaseUnreachableFromWebTier : FailureKind.Unobservable;
        return new(kind, because) { NextStep = nextStep };
    }

    // The platform's word on the primary, as far as it gives one. Ready is none: a server that hangs is Ready as well.
    // After a failover the metrics are of the time before for some minutes: they speak of the pair as it was, not of the new primary.
    private static string? PlatformObjection(DatabaseObservation seen, bool hasMoved) => seen switch
    {
        { Platform.Server: { IsOff: true } server } => $"Azure says {server.State}",
        { Standby.Replication: { Io.IsRunning: false, Sql.IsRunning: true } } when !hasMoved => "the standby receives nothing",
        _ => null,
    };

    private static string Tier(DatabaseObservation seen) => DatabaseText.Tier(seen.WebTier);
}
