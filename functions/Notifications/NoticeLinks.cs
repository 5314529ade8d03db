namespace Steadfast.Functions.Notifications;

/// <summary>Holds the host name under which the Function App answers.</summary>
/// <param name="Host">The name; empty when it is not known.</param>
public sealed record NoticeSite(string Host)
{
    /// <summary>Names the setting in which App Service tells an app its name.</summary>
    public const string Setting = "WEBSITE_HOSTNAME";

    /// <summary>Finds the address of the console; null when it is not known.</summary>
    /// <param name="configured">The address that is configured; empty for the app's own.</param>
    public string? Console(string configured)
    {
        if (configured.Length == 0 && Host.Length > 0)
        {
            return $"https://{Host}/api/console";
        }

        string console = configured.TrimEnd('/');
        return console.Length > 0 ? console : null;
    }
}

/// <summary>Completes notices with what follows from their text and from where the app is. Pure.</summary>
internal static class NoticeLinks
{
    private const string ConsolePath = "/console";

    /// <summary>Adds urgency, headline and addresses to a notice.</summary>
    /// <param name="console">Address of the console; null when it is not known.</param>
    public static Notice Complete(Notice notice, string? console)
    {
        Notice said = Said(notice);
        Notice complete = said with
        {
            Severity = NoticePolicy.SeverityOf(said),
            Headline = NoticePolicy.HeadlineOf(said),
            Console = console,
            Report = null,
        };
        if (notice.IncidentId is null || console is null)
        {
            return complete;
        }

        string incident = Uri.EscapeDataString(notice.IncidentId);
        return complete with
        {
            Console = $"{console}#/incidents/{incident}",
            Report = $"{ApiOf(console)}/incidents/{incident}/report",
        };
    }

    // No receiver takes an empty text, and an alert may bring one.
    private static Notice Said(Notice notice)
    {
        if (string.IsNullOrWhiteSpace(notice.Subject))
        {
            notice = notice with { Subject = $"{notice.Kind}" };
        }

        if (string.IsNullOrWhiteSpace(notice.Text))
        {
            notice = notice with { Text = $"{notice.Kind}: {notice.Subject}" };
        }

        return notice;
    }

    private static string ApiOf(string console)
    {
        if (console.EndsWith(ConsolePath, StringComparison.Ordinal))
        {
            return console[..^ConsolePath.Length];
        }

        return console;
    }
}
