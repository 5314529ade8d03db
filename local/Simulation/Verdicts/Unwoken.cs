using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Local.Simulation.Verdicts;

/// <summary>
/// Finds hand-overs that woke nobody, as they repeat another, although the database had been used in between: that was another outage. Pure.
/// </summary>
internal static class Unwoken
{
    // The truth is looked at every 15 s, and the clock of the app may be apart by ten.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(25);

    /// <summary>Each of them.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Outage> outages, IReadOnlyList<Notice> notices) => notices
        .Where(notice => notice.Repeats is not null)
        .Select(notice => (Notice: notice, First: notices.FirstOrDefault(one => one.Kind == NoticeKind.Escalated && one.IncidentId == notice.Repeats)))
        .Where(pair => pair.First is null || !outages.Any(outage => IsOf(outage, pair.First.At, pair.Notice.At)))
        .Select(pair => $"nobody was woken by {pair.Notice.IncidentId} at {pair.Notice.At:HH:mm:ss}: the outage was another one than that of {pair.Notice.Repeats}");

    private static bool IsOf(Outage outage, DateTimeOffset from, DateTimeOffset until) =>
        outage.What == IncidentKey.Database && outage.From <= from + Slack && !(outage.Until < until - Slack);
}
