using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Local.Simulation.Verdicts;

/// <summary>Finds what did not serve for long and nobody was told of. Pure.</summary>
internal static class Unnoticed
{
    // The alert that tells people why a database takes no writes of which nothing but its full storage is to be seen: where most web servers are down, nobody
    // is left who could say that it is read-only, and no failover would mend it.
    private const string StorageFull = "mysql-storage";

    /// <summary>Within this time a fault that lasts has an incident.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(30);

    /// <summary>Each outage that lasted for longer without an incident.</summary>
    /// <param name="end">The end of the world.</param>
    public static IEnumerable<string> Of(IReadOnlyList<Outage> outages, IReadOnlyList<IncidentRecord> incidents, IReadOnlyList<Notice> notices, DateTimeOffset end) => outages
        .Where(outage => outage.Lasting(end) > Within && !incidents.Any(incident => IsAbout(incident, outage)) && !notices.Any(notice => TellsWhy(notice, outage)))
        .Select(outage => $"{outage.What} did not serve from {outage.From:HH:mm:ss} on for {outage.Lasting(end).TotalMinutes:0} min, and no incident was opened within {Within.TotalMinutes:0} min");

    private static bool IsAbout(IncidentRecord incident, Outage outage) => incident.Target == outage.What
        && FirstOf(incident) <= outage.From + Within && (incident.Timeline.Closed is null || incident.Timeline.Closed >= outage.From);

    private static DateTimeOffset? FirstOf(IncidentRecord incident) => incident.Steps.Count > 0 ? incident.Steps[0].At : incident.Timeline.Signal;

    private static bool TellsWhy(Notice notice, Outage outage) => notice.At >= outage.From && notice.At <= outage.From + Within && notice.Kind switch
    {
        NoticeKind.Alert => outage.What == IncidentKey.Database && notice.Subject == StorageFull,
        NoticeKind.InstancesMissing => outage.What.StartsWith(Outage.Missing, StringComparison.Ordinal),
        _ => false,
    };
}
