using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Writes of a notice what a service that wakes people shows beside the headline. Pure.</summary>
internal static class NoticeDetails
{
    private const int MaxShort = 300;

    /// <summary>Names and texts; those that are not known are left out.</summary>
    /// <param name="max">How long a text may be.</param>
    public static JsonObject Of(Notice notice, int max)
    {
        JsonObject details = new() { ["text"] = NoticeText.Fit(notice.Text, max) };
        (string Name, string? Text)[] further =
        [
            ("next step", notice.NextStep), ("incident", notice.IncidentId), ("cause", notice.Cause), ("means", notice.Runbook?.Means), ("by hand", notice.Runbook?.ByHand),
            ("page", notice.Runbook?.Page),
        ];
        foreach ((string name, string? text) in further)
        {
            if (!string.IsNullOrEmpty(text))
            {
                details[name] = NoticeText.Fit(text, name is "next step" or "by hand" ? max / 4 : MaxShort);
            }
        }

        return details;
    }
}
