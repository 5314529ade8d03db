namespace Steadfast.Functions.Incidents;

/// <summary>Keeps the sentences of an incident short enough to be stored and read. Pure.</summary>
internal static class IncidentText
{
    /// <summary>The longest step.</summary>
    public const int MaxStep = 500;

    /// <summary>The longest reason of a record, which is the text of its notices too.</summary>
    public const int MaxReason = 800;

    /// <summary>The longest part of a record that is evidence only.</summary>
    public const int MaxDetail = 300;

    private const string Gap = " ... ";

    /// <summary>
    /// Shortens a sentence in its middle, where the evidence stands: it begins with the verdict and ends with what a person can do, and with what may be lost.
    /// </summary>
    /// <param name="text">The sentence.</param>
    /// <param name="max">The longest.</param>
    public static string Shorten(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        int head = max * 2 / 5;
        int tail = text.Length - (max - head - Gap.Length);
        // No half character on either side of the gap.
        head -= char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return $"{text[..head]}{Gap}{text[tail..]}";
    }
}
