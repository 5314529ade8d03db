namespace Steadfast.Functions.Notifications;

/// <summary>Host name under which the Function App answers.</summary>
/// <param name="Host">The name; empty when it is not known.</param>
public sealed record NoticeSite(string Host)
{
    /// <summary>The setting in which App Service tells an app its name.</summary>
    public const string Setting = "WEBSITE_HOSTNAME";

    /// <summary>Address of the console; null when it is not known.</summary>
    /// <param name="configured">The address that is configured; empty for the app's own.</param>
    public string? Console(string configured)
    {
        string own = Host.Length > 0 ? $"https://{Host}/api/console" : "";
        string console = configured.Length > 0 ? configured.TrimEnd('/') : own;
        return console.Length > 0 ? console : null;
    }
}

/// <summary>Completes notices with what follows from their text and from where the app is. Pure.</summary>
internal static class NoticeLinks
{
    private const string ConsolePath = "/console";

    /// <summary>The notice with urgency, headline and addresses.</summary>
    /// <param name="console">Address of the console; null when it is not known.</param>
    public static Notice Complete(Notice notice, string? console)
    {
        Notice said = Said(notice);
        string? incident = notice.IncidentId is { } id && console is not null ? Uri.EscapeDataString(id) : null;
        return said with
        {
            Severity = NoticePolicy.SeverityOf(said),
            Headline = NoticePolicy.HeadlineOf(said),
            Console = incident is null ? console : $"{console}#/incidents/{incident}",
            Report = incident is null ? null : $"{ApiOf(console!)}/incidents/{incident}/report",
        };
    }

    // No receiver takes an empty text, and an alert may bring one.
    private static Notice Said(Notice notice)
    {
        string subject = string.IsNullOrWhiteSpace(notice.Subject) ? $"{notice.Kind}" : notice.Subject;
        return notice with { Subject = subject, Text = string.IsNullOrWhiteSpace(notice.Text) ? $"{notice.Kind}: {subject}" : notice.Text };
    }

    private static string ApiOf(string console) => console.EndsWith(ConsolePath, StringComparison.Ordinal) ? console[..^ConsolePath.Length] : console;
}
