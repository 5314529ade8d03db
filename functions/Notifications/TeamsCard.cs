using System.Globalization;
using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Writes a notice as an Adaptive Card for a workflow of Microsoft Teams. Pure.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using (envelope; 28 KB),
/// https://adaptivecards.io/explorer/ (elements). Every text that comes from elsewhere is a TextRun, which holds no Markdown.
/// </remarks>
internal static class TeamsCard
{
    // With every character written as six bytes, all texts together stay below 28 KB.
    private const int MaxText = 2_000;
    private const int MaxStep = 1_000;
    private const int MaxShort = 150;

    /// <summary>Makes the message with the card.</summary>
    /// <param name="notice">The notice, completed.</param>
    public static JsonObject Of(Notice notice) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = new JsonObject
            {
                ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                ["type"] = "AdaptiveCard",
                ["version"] = "1.4",
                ["msteams"] = new JsonObject { ["width"] = "Full" },
                ["body"] = new JsonArray([.. Body(notice)]),
                ["actions"] = new JsonArray([.. NoticeButton.Of(notice).Select(Action)]),
            },
        }),
    };

    private static IEnumerable<JsonObject> Body(Notice notice)
    {
        yield return new JsonObject
        {
            ["type"] = "Container",
            ["style"] = StyleOf(notice),
            ["bleed"] = true,
            ["items"] = new JsonArray(
                Runs(Run($"{notice.Severity}: {notice.Kind}, ", MaxShort, isSubtle: true), Run(notice.Subject, MaxShort, isSubtle: true)),
                Runs(Run(notice.Headline!, NoticePolicy.MaxHeadline, isBold: true))),
        };
        if (notice.NextStep is { } step)
        {
            yield return Runs(Run("Next step: ", MaxShort, isBold: true), Run(step, MaxStep));
        }

        yield return Runs(Run(notice.Text, MaxText));
        string at = notice.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        yield return Runs(Run($"{at}, {notice.IncidentId ?? notice.Id}", 2 * MaxShort, isSubtle: true));
    }

    private static string StyleOf(Notice notice) => notice switch
    {
        { Severity: NoticeSeverity.Critical or NoticeSeverity.Error } => "attention",
        { Severity: NoticeSeverity.Warning } => "warning",
        { Kind: NoticeKind.Closed } or { IsOver: true } => "good",
        _ => "emphasis",
    };

    private static JsonObject Runs(params JsonObject[] runs) =>
        new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray([.. runs]) };

    private static JsonObject Run(string text, int max, bool isBold = false, bool isSubtle = false) => new()
    {
        ["type"] = "TextRun",
        ["text"] = NoticeText.ForCard(text, max),
        ["weight"] = isBold ? "Bolder" : "Default",
        ["isSubtle"] = isSubtle,
    };

    private static JsonObject Action(NoticeButton button) =>
        new() { ["type"] = "Action.OpenUrl", ["title"] = button.Title, ["url"] = button.Address };
}
