using System.Globalization;
using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Writes a notice as events of PagerDuty, under the key of its incident. Pure.</summary>
/// <remarks>
/// Source: https://developer.pagerduty.com/docs/send-alert-event (Events API v2: summary 1024 and key 255 characters). An event to
/// acknowledge or resolve what is not open is dropped there.
/// </remarks>
internal static class PagerDutyEvent
{
    /// <summary>Gives the address for accounts in every region but the EU.</summary>
    public const string DefaultAddress = "https://events.pagerduty.com/v2/enqueue";

    private const int MaxSummary = 1_024;
    private const int MaxText = 8_000;
    private const int MaxShort = 255;

    /// <summary>Makes the event that says one word of a notice, or what came after it.</summary>
    /// <param name="notice">The notice, completed.</param>
    public static NoticeRequest Of(Notice notice, PagerWord word, Uri address, string key) => new(address, word.Step switch
    {
        PagerStep.Acknowledge => Event(key, word.Key, "acknowledge"),
        PagerStep.Resolve => Event(key, word.Key, "resolve"),
        _ => Trigger(notice, key, word.Key),
    });

    private static JsonObject Event(string key, string incident, string action) =>
        new() { ["routing_key"] = key, ["dedup_key"] = incident, ["event_action"] = action };

    private static JsonObject Link(NoticeButton button) => new() { ["href"] = button.Address, ["text"] = button.Title };

    private static JsonObject Trigger(Notice notice, string key, string incident)
    {
        JsonObject trigger = Event(key, incident, "trigger");
        trigger["client"] = "Steadfast";
        if (notice.Console is not null)
        {
            trigger["client_url"] = notice.Console;
        }

        trigger["links"] = new JsonArray([.. NoticeButton.Of(notice).Select(Link)]);
        trigger["payload"] = new JsonObject
        {
            ["summary"] = NoticeText.Fit(notice.Headline!, MaxSummary),
            ["source"] = NoticeText.Fit(notice.Subject, MaxShort),
            ["severity"] = $"{notice.Severity}".ToLowerInvariant(),
            ["timestamp"] = notice.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["component"] = NoticeText.Fit(notice.Subject, MaxShort),
            ["class"] = $"{notice.Kind}",
            ["custom_details"] = NoticeDetails.Of(notice, MaxText),
        };
        return trigger;
    }
}
