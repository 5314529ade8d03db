using System.Text.RegularExpressions;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The $filter of a metrics query: which values of which dimensions, and so how the answer is split.</summary>
/// <remarks>
/// Understands <c>A eq '*' and B eq '1' or B eq '2'</c>: values of one dimension are alternatives, dimensions all must hold.
/// </remarks>
internal sealed partial class MetricFilter
{
    private readonly Dictionary<string, HashSet<string>> _allowed = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<string> Dimensions => [.. _allowed.Keys];

    public static bool TryParse(string text, out MetricFilter filter)
    {
        filter = new();
        if (text.Trim().Length == 0)
        {
            return true;
        }

        if (!Whole().IsMatch(text))
        {
            return false;
        }

        foreach (Match clause in Clause().Matches(text))
        {
            var name = clause.Groups["name"].Value;
            if (!filter._allowed.TryGetValue(name, out var values))
            {
                filter._allowed[name] = values = new(StringComparer.OrdinalIgnoreCase);
            }

            values.Add(clause.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal));
        }

        return true;
    }

    public bool Accepts(IReadOnlyList<Dimension> dimensions) => _allowed.All(pair =>
        MetricSplit.Find(dimensions, pair.Key) is { } found && (pair.Value.Contains("*") || pair.Value.Contains(found.Value)));

    private const string One = @"\s*(?<name>[A-Za-z][\w.]*)\s+eq\s+'(?<value>(?:[^']|'')*)'\s*";

    [GeneratedRegex(One, RegexOptions.IgnoreCase)]
    private static partial Regex Clause();

    [GeneratedRegex($@"^{One}((and|or){One})*$", RegexOptions.IgnoreCase)]
    private static partial Regex Whole();
}
