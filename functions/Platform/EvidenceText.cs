using System.Text.RegularExpressions;

namespace Steadfast.Functions.Platform;

/// <summary>
/// Makes a text fit to be kept and shown: no control characters, nothing that looks like a secret, and no more than its end. Pure.
/// </summary>
public static partial class EvidenceText
{
    /// <summary>Limits what is kept of each text, in characters.</summary>
    public const int MaxLength = 8_000;

    /// <summary>Stands for a text that could not be searched for secrets in time.</summary>
    public const string NotSearched = "(left out: it could not be searched for secrets in time)";

    // Four of them go into one message of 64 KB, where a character that is not plain takes six bytes.
    private const int LongestWritten = 14_000;

    private const string Masked = "(masked)";

    // In ms. Every pattern below reads a text once (a run is entered at its beginning and never given back), so only a machine that stands
    // still takes as long.
    private const int MaxWait = 5_000;

    /// <summary>Makes a text fit to be kept.</summary>
    public static string Fit(string text)
    {
        // Masked before it is cut: what is left of a secret that was cut would not look like one any more.
        string clean = Masking(text);
        int begin = Math.Max(0, clean.Length - MaxLength);
        int written = 0;
        for (int at = clean.Length - 1; at >= begin; at--)
        {
            written += IsPlain(clean[at]) ? 1 : 6;
            if (written > LongestWritten)
            {
                begin = at + 1;
            }
        }

        // The half of a character at the cut goes.
        if (begin > 0 && char.IsLowSurrogate(clean[begin]))
        {
            begin++;
        }

        return clean[begin..];
    }

    // Letters, digits and marks that JSON takes as they are.
    private static bool IsPlain(char character) =>
        character is >= ' ' and <= '~' and not ('"' or '&' or '\'' or '+' or '<' or '>' or '\\' or '`');

    private static string Masking(string text)
    {
        try
        {
            return Secrets(Noise().Replace(text, ""));
        }
        catch (RegexMatchTimeoutException)
        {
            return NotSearched;
        }
    }

    private static string Secrets(string text)
    {
        text = PrivateKey().Replace(text, Masked);
        text = UserInfo().Replace(text, $"://{Masked}@");
        text = Scheme().Replace(text, $"$1 {Masked}");
        text = Named().Replace(text, $"$1{Masked}");
        text = Variable().Replace(text, $"$1{Masked}");
        text = WebToken().Replace(text, Masked);
        return Key().Replace(text, Masked);
    }

    // Colors and cursor movements of a console, and every control character but tab and line feed.
    [GeneratedRegex(@"\x1B\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0B-\x1F\x7F]", RegexOptions.CultureInvariant, MaxWait)]
    private static partial Regex Noise();

    [GeneratedRegex("-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?", RegexOptions.CultureInvariant, MaxWait)]
    private static partial Regex PrivateKey();

    // https://user:password@host
    [GeneratedRegex(@"://[^/\s:@]+:[^@\s/]+@", RegexOptions.CultureInvariant, MaxWait)]
    private static partial Regex UserInfo();

    // Authorization: Bearer …
    [GeneratedRegex(@"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MaxWait)]
    private static partial Regex Scheme();

    // Password=…; "client_secret":"…"; ?sig=…; MYSQL_PASSWORD: …; what stands in quotes is one value, blanks and all.
    [GeneratedRegex(
        """
        ((?:password|passwd|pwd|secret|token|credential|api[-_ ]?key|account[-_ ]?key|access[-_ ]?key|shared[-_ ]?access[-_ ]?signature|[?&](?:sig|code)|signature)
        \\?["']?\s*[=:]\s*(?:\\?["'])?)
        (?!\(masked\))
        (?:(?<=")(?:(?!\\?")[^\r\n])+ | (?<=')(?:(?!\\?')[^\r\n])+ | (?<!["'])[^\s"';,&]+)
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, MaxWait)]
    private static partial Regex Named();

    // DB_PASS=…; STORAGE_CONN=…;…=…: a variable is known by a part of its name, and its value goes to the next blank, or to the end of its
    // quotes.
    [GeneratedRegex(
        """
        \b((?>\w*?(?:pass|pwd|secret|token|key|conn|sas|cred)\w*)=["']?)
        (?!\(masked\))
        (?:(?<=")(?:\\.|[^"\r\n\\])+ | (?<=')(?:\\.|[^'\r\n\\])+ | (?<!["'])[^\s"'&]+)
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, MaxWait)]
    private static partial Regex Variable();

    // What stands right before one goes with it.
    [GeneratedRegex(@"(?<![A-Za-z0-9_-])(?>[A-Za-z0-9_-]*?eyJ)(?>[A-Za-z0-9_-]{10,})\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*",
        RegexOptions.CultureInvariant, MaxWait)]
    private static partial Regex WebToken();

    // Padded base64, or a run that no word and no id of a resource is as long as.
    [GeneratedRegex(@"(?<![A-Za-z0-9+/])(?>[A-Za-z0-9+/]{20,})={1,2}|[A-Za-z0-9+_]{40,}", RegexOptions.CultureInvariant, MaxWait)]
    private static partial Regex Key();
}
