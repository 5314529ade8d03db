using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Database;

/// <summary>
/// Concludes a named failure of the database from an observation. Three kinds of observer look at it: the web servers, the automation itself, and
/// the platform; one alone is never enough. Pure: no clock, no I/O.
/// </summary>
public static class DatabaseDiagnosisPolicy
{
    /// <summary>Diagnoses the database.</summary>
    /// <param name="seen">What is seen of it.</param>
    /// <param name="hasMoved">Whether another machine became the primary since the incident was opened.</param>
    public static Finding Diagnose(DatabaseObservation seen, bool hasMoved = false)
    {
        WebTierVote web = WebTierVotes.Of(seen.WebTier);
        bool isUsed = web is WebTierVote.Good or WebTierVote.Slow;
        Finding finding = isUsed ? Used(seen, web, hasMoved)
            : SomeWrite(seen) ? Stale(seen)
            : NotUsed(seen, web, hasMoved);
        return seen.Platform.Server is { } server && (server.IsFailingOver || (server.IsChanging && !isUsed))
            ? new(FailureKind.PlatformRecovering, $"the platform is at work on it (server {server.State}, high availability {server.Standby})") { Beneath = finding.Kind }
            : finding;
    }

    private static Finding Used(DatabaseObservation seen, WebTierVote web, bool hasMoved)
    {
        if (WebTierVotes.OfDiskFull(seen.WebTier) > 0)
        {
            return new(FailureKind.Unobservable, $"one web server alone says that its disk is full ({Tier(seen)})");
        }

        if (seen.WebTier.Failed > 0)
        {
            return Stale(seen);
        }

        if (seen.Probe.Verdict == Verdict.Bad)
        {
            return new(FailureKind.DatabaseUnreachableFromHere, $"the web servers use it ({Tier(seen)}), and only for the automation {seen.Probe.Detail}");
        }

        return web == WebTierVote.Slow ? new(FailureKind.DatabaseSlow, $"it is slow ({Tier(seen)})")
            : StandbyPolicy.WhatIsMissing(seen, hasMoved) is { } missing ? new(FailureKind.StandbyUnhealthy, $"it is used, but {missing}")
            : new(FailureKind.Healthy, Tier(seen));
    }

    // What takes writes from one of them is no read-only server; what the others fail on is their connections. A full disk is known to writers only.
    private static bool SomeWrite(DatabaseObservation seen) =>
        seen.WebTier.Ok > 0 && seen.Probe.Verdict != Verdict.Bad && WebTierVotes.OfDiskFull(seen.WebTier) == 0;

    private static Finding Stale(DatabaseObservation seen) => new(
        FailureKind.StaleConnections, $"it takes writes, but not for instance {string.Join(", ", seen.WebTier.Failing.Select(instance => instance.Id))} ({Tier(seen)})");

    private static Finding NotUsed(DatabaseObservation seen, WebTierVote web, bool hasMoved)
    {
        string platform = PlatformObjection(seen, hasMoved) ?? "";
        bool isBadHere = seen.Probe.Verdict == Verdict.Bad;
        return web switch
        {
            WebTierVote.ReadOnly => new(FailureKind.DatabaseReadOnly, $"it takes no writes ({Tier(seen)})"),
            WebTierVote.Unreachable when isBadHere || platform.Length > 0 => new(
                FailureKind.DatabaseUnavailable, $"{Tier(seen)}; for the automation {seen.Probe.Detail}{(platform.Length > 0 ? $"; {platform}" : "")}"),
            WebTierVote.Unreachable when seen.Probe.Verdict == Verdict.Good => new(
                FailureKind.DatabaseUnreachableFromWebTier, $"the web servers alone cannot use it ({Tier(seen)}); for the automation {seen.Probe.Detail}"),
            WebTierVote.Unreachable => new(FailureKind.Unobservable, $"only the web servers say that it cannot be used ({Tier(seen)}); for the automation {seen.Probe.Detail}"),
            WebTierVote.Silent when isBadHere && platform.Length > 0 => new(FailureKind.DatabaseUnavailable, $"for the automation {seen.Probe.Detail}; {platform}"),
            _ => new(FailureKind.Unobservable, $"{Tier(seen)}; for the automation {seen.Probe.Detail}"),
        };
    }

    // The platform's word on the primary, as far as it gives one. Ready is none: a server that hangs is Ready as well.
    // After a failover the metrics are of the time before for some minutes: they speak of the pair as it was, not of the new primary.
    private static string? PlatformObjection(DatabaseObservation seen, bool hasMoved) => seen switch
    {
        { Platform.Server: { IsOff: true } server } => $"the platform says {server.State}",
        { Standby.Replication: { Io.IsRunning: false, Sql.IsRunning: true } } when !hasMoved => "its standby receives nothing from it",
        _ => null,
    };

    private static string Tier(DatabaseObservation seen)
    {
        WebTierView tier = seen.WebTier;
        (int Count, string Says)[] parts = [(tier.Ok, "ok"), (tier.Slow, "slow"), (tier.ReadOnly, "readOnly"), (tier.Unreachable, "unreachable")];
        string counted = string.Join(", ", parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Says}"));
        string[] errors = [.. tier.Failing.Select(instance => instance.Error).OfType<string>().Distinct().Take(2)];
        return tier.Telling == 0
            ? tier.Problem ?? $"none of {tier.Total} web servers says how it finds it"
            : $"of {tier.Total} web servers: {counted}{(errors.Length > 0 ? $", {string.Join(", ", errors)}" : "")}";
    }
}
