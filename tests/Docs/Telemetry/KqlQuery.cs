using System.Text.RegularExpressions;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>A condition of a query on a text: <c>Message has 'x'</c>.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Operator">The operator, without "not".</param>
/// <param name="Text">The text.</param>
internal sealed record KqlCondition(string Table, string Column, string Operator, string Text);

/// <summary>A query in the Kusto query language, as far as the names in it go.</summary>
internal sealed partial class KqlQuery
{
    private static readonly HashSet<string> Words =
    [
        "and", "asc", "between", "by", "desc", "false", "has", "in", "or", "order", "project", "render", "startswith", "summarize", "take", "true", "where", "extend",
        "barchart", "timechart", "table",
    ];

    private readonly List<string> _columns = [];
    private readonly List<KqlCondition> _conditions = [];

    public KqlQuery(string name, string text)
    {
        (Name, Table) = (name, text.Split('|')[0].Trim());
        // Of a second table only what both have is read.
        text = Union().Replace(text, "");
        HashSet<string> made = [];
        (string column, string @operator) = ("", "");
        foreach (Match token in Token().Matches(text[text.IndexOf('|', StringComparison.Ordinal)..]))
        {
            string word = token.Value;
            bool isColumn = token.Groups["name"].Success && !Words.Contains(word) && !made.Contains(word);
            if (token.Groups["text"].Success)
            {
                // Any other text is a result or an argument, such as that of case().
                _conditions.AddRange(@operator.Length > 0 ? [new(Table, column, @operator.TrimStart('!'), token.Groups["text"].Value)] : []);
                continue;
            }

            if (token.Groups["made"].Success)
            {
                made.Add(token.Groups["made"].Value);
            }

            if (isColumn)
            {
                column = word;
                _columns.Add(word);
            }

            @operator = token.Groups["operator"].Success ? word : "";
        }
    }

    public string Name { get; }

    public string Table { get; }

    /// <summary>The columns of the table that it reads.</summary>
    public IReadOnlyList<string> Columns => [.. _columns.Distinct()];

    public IReadOnlyList<KqlCondition> Conditions => _conditions;

    [GeneratedRegex(@"\|\s*union\s+\w+\s*")]
    private static partial Regex Union();

    // A text; a column that the query makes ("seen = count()"); an operator; a number or a time; a function; a name.
    [GeneratedRegex("""['"](?<text>[^'"]*)['"]|(?<made>\w+)\s*=(?![=~])|(?<operator>!?\b(?:has|in|startswith|between)\b|==|!=)|\b\d\w*|\w+\s*(?=\()|(?<name>\b[A-Za-z_]\w*)""")]
    private static partial Regex Token();
}
