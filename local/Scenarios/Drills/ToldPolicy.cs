using Steadfast.Functions.Notifications;

namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Judges of which incidents people were told. Pure.</summary>
internal static class ToldPolicy
{
    /// <summary>Counts the incidents whose opening and end were told; of one that found nothing wrong the end is enough.</summary>
    public static int Count(IReadOnlySet<string> incidents, IReadOnlyList<Notice> notices) => notices
        .SelectMany(notice => (notice.Incidents ?? [notice.IncidentId ?? ""]).Select(incident => (Incident: incident, Notice: notice)))
        .Where(told => incidents.Contains(told.Incident))
        .GroupBy(told => told.Incident, told => told.Notice)
        .Count(told => told.Any(IsEnd) && told.Any(notice => notice.Kind == NoticeKind.Opened || (IsEnd(notice) && notice.CanWait)));

    private static bool IsEnd(Notice notice) => notice.Kind is NoticeKind.Closed or NoticeKind.Escalated;
}
