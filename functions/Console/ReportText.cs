using System.Globalization;
using System.Text;

namespace Steadfast.Functions.Console;

/// <summary>Puts texts that others wrote into Markdown, as text. Pure.</summary>
internal static class ReportText
{
    // What is markup within a line, in CommonMark and in the tables and links of GitHub.
    private const string Markup = "\\`*_[]<>|#~&!@$";

    /// <summary>Writes a text as one line of Markdown that shows it as it is.</summary>
    public static string Of(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char one in text)
        {
            if (char.IsControl(one) || one is '\u2028' or '\u2029')
            {
                escaped.Append(' ');
                continue;
            }

            if (Markup.Contains(one, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }

            escaped.Append(one);
        }

        // An address in a text must not become a link that somebody follows.
        return escaped.Replace("://", "\\://").Replace("www.", "www\\.").ToString().Trim();
    }

    /// <summary>Writes a moment, UTC.</summary>
    public static string At(DateTimeOffset? moment) =>
        moment?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.f", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Puts a duration in words.</summary>
    public static string Span(TimeSpan? time) => time switch
    {
        null => "",
        { TotalMinutes: < 2 } brief => string.Create(CultureInfo.InvariantCulture, $"{brief.TotalSeconds:0.#} s"),
        { TotalHours: < 2 } middle => string.Create(CultureInfo.InvariantCulture, $"{middle.TotalMinutes:0.#} min"),
        { } whole => string.Create(CultureInfo.InvariantCulture, $"{whole.TotalHours:0.#} h"),
    };

    /// <summary>Writes a table; "None." when it has no rows.</summary>
    public static string Table(string[] heads, IEnumerable<string[]> rows)
    {
        string[] lines = [.. rows.Select(row => $"| {string.Join(" | ", row)} |")];
        if (lines.Length == 0)
        {
            return "None.\n";
        }

        return $"| {string.Join(" | ", heads)} |\n|{string.Concat(heads.Select(_ => "---|"))}\n{string.Join('\n', lines)}\n";
    }
}
