using System.Globalization;
using System.Text;

namespace Steadfast.Functions.Notifications;

/// <summary>Makes the texts of notices fit for where they are shown. Pure.</summary>
internal static class NoticeText
{
    private const string Cut = "…";

    /// <summary>
    /// Shortens a text to at most so many UTF-16 units. One that is cut ends with a sign that says so, and never within a character.
    /// </summary>
    public static string Fit(string text, int max) => Fit(text, max, element => element);

    /// <summary>
    /// Writes the same as mrkdwn of Slack: its three control characters stand as text, and none of their entities is cut apart.
    /// </summary>
    /// <remarks>Source: https://docs.slack.dev/messaging/formatting-message-text#escaping.</remarks>
    public static string ForSlack(string text, int max) => Fit(text, max, element => element
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal));

    /// <summary>
    /// Writes the same for a run of text on an Adaptive Card. A run holds no Markdown, but {{DATE(...)}} and ${...} are functions in every
    /// text of a card.
    /// </summary>
    /// <remarks>
    /// Sources: https://adaptivecards.io/explorer/TextRun.html, https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features.
    /// </remarks>
    public static string ForCard(string text, int max) => Fit(
        text.Replace("{{", "{\u200b{", StringComparison.Ordinal).Replace("${", "$\u200b{", StringComparison.Ordinal), max);

    private static string Fit(string text, int max, Func<string, string> write)
    {
        StringBuilder written = new();
        int whole = 0;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            written.Append(write(elements.GetTextElement()));
            if (written.Length > max)
            {
                return written.ToString(0, whole) + Cut;
            }

            if (written.Length <= max - Cut.Length)
            {
                whole = written.Length;
            }
        }

        return written.ToString();
    }
}
