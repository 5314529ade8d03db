using System.Text.RegularExpressions;

namespace Steadfast.Pipelines.Tests;

/// <summary>
/// Finds the ternaries within a branch of another one. Reads formatted code, which the build asks for (IDE0055): there a ternary's question mark stands
/// between blanks, and no other does.
/// </summary>
internal sealed partial class NestedTernaries
{
    private readonly string _source;
    private readonly Stack<Level> _levels = new([new(null)]);
    private readonly List<int> _found = [];

    private NestedTernaries(string source) => _source = source;

    private enum Part
    {
        None,
        Branch,
        Otherwise,
    }

    /// <summary>The lines with such a ternary, counted from 1.</summary>
    public static int[] LinesOf(string source)
    {
        NestedTernaries scanner = new(source);
        for (Match token = Token().Match(source); token.Success;)
        {
            token = Token().Match(source, scanner.After(token));
        }

        return [.. scanner._found.Select(at => source.AsSpan(0, at).Count('\n') + 1).Distinct()];
    }

    /// <summary>Takes a token in; the place where the next one may begin.</summary>
    private int After(Match token)
    {
        Level level = _levels.Peek();
        int end = token.Index + token.Length;
        switch (token.Value)
        {
            case "?":
                if (_levels.Any(around => around.Ternary != Part.None))
                {
                    _found.Add(token.Index);
                }

                level.Ternary = Part.Branch;
                break;
            case ":" when level.Ternary == Part.Branch:
                level.Ternary = Part.Otherwise;
                break;
            case ":" when level.Literal is { } formatted:
                _levels.Pop();
                return AfterText(formatted, end);
            case "," when level.Ternary == Part.Branch: // of type arguments
                break;
            case "," or ";" or "let" or "where" or "orderby" or "select":
                level.Ternary = Part.None;
                break;
            case "(" or "[" or "{":
                _levels.Push(new(null));
                break;
            case ")" or "]" or "}":
                _levels.Pop();
                return level.Literal is { } continued ? AfterText(continued, end) : end;
            default:
                return token.Groups["quotes"].Success ? AfterText(token, end) : end;
        }

        return end;
    }

    /// <summary>Skips the text of an interpolated string until its end or its next hole, in which there may be a ternary.</summary>
    private int AfterText(Match literal, int from)
    {
        int dollars = literal.Groups["dollars"].Length, quotes = literal.Groups["quotes"].Length;
        Regex text = (quotes, literal.Value.Contains('@')) switch
        {
            (1, false) => Text(),
            (1, true) => VerbatimText(),
            _ => new($$"""\G((?!"{{{quotes}}}|[{]{{{dollars}}}).)*(?<stop>"{{{quotes}}}|[{]+)""", RegexOptions.Singleline),
        };
        Match skipped = text.Match(_source, from);
        if (skipped.Groups["stop"].Value.StartsWith('{'))
        {
            _levels.Push(new(literal));
        }

        return skipped.Index + skipped.Length;
    }

    [GeneratedRegex("""
        //[^\n]* | /\*.*?\*/ | ^[\ \t]*\#[^\n]*
        | '(\\.|[^'\\\n])[^'\n]*'
        | (?<dollars>\$+)@?(?<quotes>"{3,}|") | @(?<dollars>\$)(?<quotes>")
        | @"([^"]|"")*" | (?<raw>"{3,}).*?\k<raw> | "(\\.|[^"\\\n])*"
        | (?<=\s)\?(?=\s) | (?<!:):(?!:) | [,;(){}\[\]] | \b(let|where|orderby|select)\b
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Token();

    [GeneratedRegex("""\G(\\.|\{\{|[^"{\\])*(?<stop>["{])""")]
    private static partial Regex Text();

    [GeneratedRegex("""\G(""|\{\{|[^"{])*(?<stop>["{])""")]
    private static partial Regex VerbatimText();

    /// <summary>What stands between two brackets.</summary>
    /// <param name="literal">The interpolated string in which it is a hole.</param>
    private sealed class Level(Match? literal)
    {
        public Match? Literal => literal;

        public Part Ternary { get; set; }
    }
}
