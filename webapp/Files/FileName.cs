using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Steadfast.WebApp.Files;

/// <summary>Makes a file name safe for every system that may save it, and writes it into a header. Pure.</summary>
internal static class FileName
{
    /// <summary>Longest name, in UTF-16 characters.</summary>
    public const int MaxLength = 100;

    private const string Nameless = "file";
    private const char Replacement = '_';

    // Windows takes none of these in a name, and the first two would lead to another folder.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\<>:\"|?*%;");

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(static number => (string[])[$"COM{number}", $"LPT{number}"])],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The name under which a file is kept: no folder, nothing that a system reads in a way of its own, and an ending of its type.</summary>
    /// <param name="sent">The name as the client sent it.</param>
    /// <param name="type">What the content was found to be.</param>
    public static string Of(string? sent, FileType type)
    {
        string name = Clean(Last(sent ?? ""));
        string ending = type.Extensions.FirstOrDefault(each => name.EndsWith(each, StringComparison.OrdinalIgnoreCase)) ?? "";
        string stem = Trimmed(name[..^ending.Length]);
        if (stem.Length == 0)
        {
            stem = Nameless;
        }

        // "con.tar.png" is the device too.
        if (Devices.Contains(stem.Split('.', 2)[0].TrimEnd()))
        {
            stem = Replacement + stem;
        }

        ending = ending.Length > 0 ? name[^ending.Length..] : type.Extensions[0];
        return Cut(stem, MaxLength - ending.Length) + ending;
    }

    /// <summary>The header that has a browser save a file and not show it (RFC 6266), with the name in ASCII for old clients and whole for others.</summary>
    public static string Disposition(string name)
    {
        ContentDispositionHeaderValue header = new("attachment");
        header.SetHttpFileName(name);
        return header.ToString();
    }

    private static string Last(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static string Clean(string name)
    {
        StringBuilder clean = new();
        // Half of a surrogate pair comes out as the replacement character.
        foreach (var rune in name.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                // Controls, marks that turn the direction of text ("gpj.exe" that looks like "exe.jpg"), and what no font shows.
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                    or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned:
                    break;
                case UnicodeCategory.SpaceSeparator:
                    clean.Append(' ');
                    break;
                default:
                    clean.Append(rune == Rune.ReplacementChar || (rune.IsBmp && Forbidden.Contains((char)rune.Value)) ? $"{Replacement}" : rune.ToString());
                    break;
            }
        }

        return clean.ToString();
    }

    // Windows drops dots and spaces at the end, and a dot at the beginning hides a file elsewhere.
    private static string Trimmed(string stem) => stem.Trim(' ', '.');

    private static string Cut(string stem, int most)
    {
        if (stem.Length <= most)
        {
            return stem;
        }

        // Not within a surrogate pair.
        int length = char.IsHighSurrogate(stem[most - 1]) ? most - 1 : most;
        return Trimmed(stem[..length]);
    }
}
