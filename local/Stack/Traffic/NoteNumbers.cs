using System.Globalization;

namespace Steadfast.Local.Stack.Traffic;

/// <summary>Judges what became of the notes of one run. Pure, so that every definition is a row in a test.</summary>
internal static class NoteNumbers
{
    /// <summary>Text of a note; its key too.</summary>
    public static string TextOf(string run, int number) => string.Create(CultureInfo.InvariantCulture, $"n-{run}-{number}");

    /// <summary>Beginning of the text of every note of a run.</summary>
    public static string Prefix(string run) => $"n-{run}-";

    /// <summary>Compares the numbers that were acknowledged with the texts that are stored.</summary>
    public static NotesComparison Compare(string run, IReadOnlyCollection<int> acknowledged, IEnumerable<string> stored)
    {
        var counts = stored.Select(text => NumberOf(run, text)).OfType<int>().CountBy(static number => number).ToDictionary();
        return new NotesComparison(
            acknowledged.Count,
            Lost: [.. acknowledged.Where(number => !counts.ContainsKey(number)).Order()],
            Duplicated: [.. counts.Where(static each => each.Value > 1).Select(static each => each.Key).Order()],
            StoredUnacknowledged: counts.Keys.Except(acknowledged).Count());
    }

    /// <summary>
    /// The longest time between two moments that follow each other, from a chosen moment or the first one on, and the moment that ends it.
    /// </summary>
    public static (TimeSpan Length, DateTimeOffset? End) LongestGap(IEnumerable<DateTimeOffset> moments, DateTimeOffset? from)
    {
        DateTimeOffset[] edges = [
            .. from is { } begin ? [begin] : Array.Empty<DateTimeOffset>(), .. moments.Where(each => each >= (from ?? each)).Order()];
        return edges.Zip(edges.Skip(1), static (one, next) => (Length: next - one, End: (DateTimeOffset?)next))
            .OrderByDescending(static gap => gap.Length).FirstOrDefault();
    }

    private static int? NumberOf(string run, string text) =>
        text.StartsWith(Prefix(run), StringComparison.Ordinal)
        && int.TryParse(text.AsSpan(Prefix(run).Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
