using System.Globalization;

namespace Steadfast.Local.Simulation.Commands;

/// <summary>Which worlds are run.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Last">The last seed.</param>
internal sealed record Seeds(ulong First, ulong Last)
{
    /// <summary>Reads "7", or "1..1000".</summary>
    /// <returns>Null when it is neither.</returns>
    public static Seeds? Read(string text)
    {
        string[] parts = text.Split("..");
        return parts.Length is 1 or 2 && Number(parts[0]) is { } first && Number(parts[^1]) is { } last && first <= last ? new(first, last) : null;
    }

    private static ulong? Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
