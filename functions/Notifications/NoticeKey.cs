using System.Text.RegularExpressions;

namespace Steadfast.Functions.Notifications;

/// <summary>
/// Names an incident for good, by its id and the moment of its signal: the id comes again when every incident under its key has been
/// purged, and notices, and alerts of services that wake people, may be kept longer. Pure.
/// </summary>
internal static partial class NoticeKey
{
    /// <summary>Makes the key of an incident.</summary>
    /// <param name="signal">The moment at which its signal came.</param>
    public static string Of(string incidentId, DateTimeOffset? signal) => $"{incidentId}-{signal:yyyyMMdd'T'HHmmssfff}";

    /// <summary>Finds the key of its incident in the id of a notice, which begins with it; null when it does not.</summary>
    public static string? In(Notice notice)
    {
        string prefix = $"{notice.IncidentId}-";
        if (notice.IncidentId is null || !notice.Id.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        Match moment = MomentShape().Match(notice.Id[prefix.Length..]);
        return moment.Success ? prefix + moment.Value : null;
    }

    [GeneratedRegex("^[0-9]{8}T[0-9]{9}(?=-)", RegexOptions.CultureInvariant)]
    private static partial Regex MomentShape();
}
