using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Writes of a notice what a service that wakes people shows beside the headline. Pure.</summary>
internal static class NoticeDetails
{
    private const int MaxShort = 300;

    /// <summary>Lists names and texts; those that are not known are left out.</summary>
    /// <param name="max">How long a text may be.</param>
    public static JsonObject Of(Notice notice, int max)
    {
        JsonObject details = new() { ["text"] = NoticeText.Fit(notice.Text, max) };
        (string Name, string? Text, int Max)[] further =
        [
            ("next step", notice.NextStep, max / 4), ("incident", notice.IncidentId, MaxShort), ("repeats", notice.Repeats, MaxShort),
            ("cause", notice.Cause, MaxShort),
            ("means", notice.Runbook?.Means, MaxShort), ("by hand", notice.Runbook?.ByHand, max / 4),
            ("page", notice.Runbook?.Page, MaxShort),
        ];
        foreach ((string name, string? text, int most) in further)
        {
            if (!string.IsNullOrEmpty(text))
            {
                details[name] = NoticeText.Fit(text, most);
            }
        }

        return details;
    }
}
