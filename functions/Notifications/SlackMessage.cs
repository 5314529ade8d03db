using System.Globalization;
using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Writes a notice as blocks for an incoming webhook of Slack. Pure.</summary>
/// <remarks>
/// Sources: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, https://docs.slack.dev/reference/block-kit/blocks
/// (50 blocks, 150 characters in a header, 3000 in a text), https://docs.slack.dev/messaging/formatting-message-text.
/// </remarks>
internal static class SlackMessage
{
    private const int MaxHeader = 150;
    private const int MaxText = 3_000;
    private const int MaxShort = 300;

    /// <summary>Makes the message.</summary>
    /// <param name="notice">The notice, completed.</param>
    public static JsonObject Of(Notice notice) => new()
    {
        // Shown where blocks are not: in the notification on a phone.
        ["text"] = NoticeText.ForSlack($"{notice.Severity}: {notice.Headline}", MaxText),
        ["blocks"] = new JsonArray([.. Blocks(notice)]),
    };

    private static IEnumerable<JsonObject> Blocks(Notice notice)
    {
        yield return new JsonObject
        {
            ["type"] = "header",
            ["text"] = new JsonObject
            {
                ["type"] = "plain_text",
                ["text"] = NoticeText.ForSlack($"{SignOf(notice)} {notice.Headline}", MaxHeader),
                ["emoji"] = false,
            },
        };
        if (notice.NextStep is { } step)
        {
            yield return Section($"*Next step:* {NoticeText.ForSlack(step, MaxText - 20)}");
        }

        yield return Section(NoticeText.ForSlack(notice.Text, MaxText));
        string at = notice.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        yield return new JsonObject
        {
            ["type"] = "context",
            ["elements"] = new JsonArray(
                Text($"{notice.Severity}: {notice.Kind}"), Text(NoticeText.ForSlack(notice.Subject, MaxShort)), Text(at),
                Text(NoticeText.ForSlack(notice.IncidentId ?? notice.Id, MaxShort))),
        };
        if (NoticeButton.Of(notice) is { Count: > 0 } buttons)
        {
            yield return new JsonObject { ["type"] = "actions", ["elements"] = new JsonArray([.. buttons.Select(Button)]) };
        }
    }

    private static string SignOf(Notice notice) => notice switch
    {
        { Severity: NoticeSeverity.Critical or NoticeSeverity.Error } => "🔴",
        { Severity: NoticeSeverity.Warning } => "🟠",
        { Kind: NoticeKind.Closed } or { IsOver: true } => "🟢",
        _ => "🔵",
    };

    private static JsonObject Section(string text) => new() { ["type"] = "section", ["text"] = Text(text) };

    // Verbatim: addresses, names of channels and of people in it are not made into links and mentions.
    private static JsonObject Text(string text) => new() { ["type"] = "mrkdwn", ["text"] = text, ["verbatim"] = true };

    private static JsonObject Button(NoticeButton button, int index) => new()
    {
        ["type"] = "button",
        ["action_id"] = $"open-{index}",
        ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = button.Title },
        ["url"] = button.Address,
    };
}
