using System.Globalization;
using System.Text;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Makes a text that comes from elsewhere fit for records, log lines, notices and terminals: nothing in it steers one of those, it holds no
/// half characters, and it is not longer than it may be. Pure.
/// </summary>
internal static class DisplayText
{
    /// <summary>Limits a text where nothing else is said, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>Makes a text fit to be shown; empty when nothing of it may be.</summary>
    /// <param name="most">How many characters at most, each counted once, however it is encoded.</param>
    public static string Of(string text, int most = MaxLength)
    {
        // Nearly every text is plain, and each alert has several.
        if (text.Length <= most && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Trim();
        }

        StringBuilder shown = new();
        foreach (Rune rune in text.EnumerateRunes().Take(most))
        {
            shown.Append(IsSteering(rune) ? " " : rune.ToString());
        }

        return shown.ToString().Trim();
    }

    /// <summary>Makes a text fit to be shown; null when there is none, or nothing of it may be shown.</summary>
    public static string? OrNull(string? text, int most = MaxLength)
    {
        string shown = Of(text ?? "", most);
        return shown.Length > 0 ? shown : null;
    }

    // Control characters, marks that turn the direction of what follows, and separators that a terminal takes for a new line.
    private static bool IsSteering(Rune rune) => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
