using System.Globalization;

namespace Steadfast.Local.Runtime.Journal;

/// <summary>One file of a journal folder, as its name describes it.</summary>
internal sealed record SegmentFile(string Path, SegmentKind Kind, int Number)
{
    private const string UnfinishedSuffix = ".tmp";

    public static SegmentFile In(string folder, SegmentKind kind, int number) =>
        new(
            System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"journal-{number:D8}.{Extension(kind)}")), kind,
            number);

    /// <summary>The name a file has until it is complete; leftovers under such names are deleted at the next open.</summary>
    public string UnfinishedPath => Path + UnfinishedSuffix;

    /// <summary>All finished files by number.</summary>
    public static IReadOnlyList<SegmentFile> List(string folder) =>
        [.. Directory.EnumerateFiles(folder, "journal-*").Select(Parse).OfType<SegmentFile>().OrderBy(file => file.Number)];

    public static IEnumerable<string> ListUnfinished(string folder) => Directory.EnumerateFiles(folder, "journal-*" + UnfinishedSuffix);

    private static SegmentFile? Parse(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        string number = System.IO.Path.GetFileNameWithoutExtension(name)["journal-".Length..];
        foreach (var kind in Enum.GetValues<SegmentKind>())
        {
            if (name.EndsWith('.' + Extension(kind), StringComparison.Ordinal)
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed))
            {
                return new SegmentFile(path, kind, parsed);
            }
        }

        return null;
    }

    private static string Extension(SegmentKind kind) => kind == SegmentKind.Log ? "log" : "snapshot";
}
