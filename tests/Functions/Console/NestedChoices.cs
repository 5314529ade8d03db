namespace Steadfast.Functions.Tests.Console;

/// <summary>Finds choices (a ? b : c) within choices in JavaScript, which nobody reads at a glance. Knows strings, templates, comments and patterns.</summary>
internal static class NestedChoices
{
    // After one of these a slash begins a pattern; after anything else it divides.
    private const string BeforePattern = "(,=:[!&|?{};+*-<>~^%";

    /// <summary>The lines, from 1, on which an inner choice begins.</summary>
    public static IReadOnlyList<int> LinesOf(string script)
    {
        List<int> found = [];
        // How many choices are open within each pair of brackets.
        Stack<int> open = new([0]);
        char before = ';';
        foreach ((char sign, int line) in Signs(script))
        {
            switch (sign)
            {
                case '(' or '[' or '{':
                    open.Push(sign == '(' && before is '?' or ':' && open.Peek() > 0 ? 1 : 0);
                    break;
                case ')' or ']' or '}':
                    open.Pop();
                    break;
                case '?':
                    found.AddRange(open.Peek() > 0 ? [line] : []);
                    open.Push(open.Pop() + 1);
                    break;
                case ',' or ';' or 'λ':
                    open.Pop();
                    open.Push(0);
                    break;
            }

            before = sign;
        }

        return found;
    }

    // Brackets, separators and question marks of choices; a word or a string is 'w', an arrow 'λ'.
    private static IEnumerable<(char Sign, int Line)> Signs(string script)
    {
        int line = 1;
        char before = ';';
        Stack<int> templates = new();
        for (int at = 0; at < script.Length;)
        {
            (char sign, int end) = Next(script, at, before, templates);
            line += script.AsSpan(at, end - at).Count('\n');
            at = end;
            if (sign != ' ')
            {
                yield return (sign, line);
                before = sign;
            }
        }
    }

    private static (char Sign, int End) Next(string script, int at, char before, Stack<int> templates)
    {
        char sign = script[at];
        string two = script.Substring(at, Math.Min(2, script.Length - at));
        switch (two)
        {
            case "//":
                return (' ', End(script, "\n", at));
            case "/*":
                return (' ', End(script, "*/", at));
            case "=>":
                return ('λ', at + 2);
            case "??" or "?.":
                return ('.', at + 2);
        }

        switch (sign)
        {
            case '\'' or '"':
                return ('w', Closed(script, at + 1, sign));
            case '/' when BeforePattern.Contains(before, StringComparison.Ordinal) || before == 'λ' || script.AsSpan(0, at).TrimEnd().EndsWith("return"):
                return ('w', Closed(script, at + 1, '/'));
            case '`':
                return Template(script, at + 1, templates, 'w');
            case '}' when templates.TryPeek(out int depth) && depth == 0:
                templates.Pop();
                return Template(script, at + 1, templates, ')');
            case '{' or '}' when templates.Count > 0:
                templates.Push(templates.Pop() + (sign == '{' ? 1 : -1));
                return (sign, at + 1);
            default:
                return (KindOf(sign), at + 1);
        }
    }

    private static char KindOf(char sign)
    {
        if (char.IsWhiteSpace(sign))
        {
            return ' ';
        }

        return char.IsLetterOrDigit(sign) || sign is '_' or '$' ? 'w' : sign;
    }

    // A part of a template up to its end, or up to "${", which opens a bracket. The bracket that closes one is told first, and the part after it is left out.
    private static (char Sign, int End) Template(string script, int from, Stack<int> templates, char sign)
    {
        for (int at = from; ; at++)
        {
            if (script[at] == '\\')
            {
                at++;
            }
            else if (script[at] == '`')
            {
                return (sign, at + 1);
            }
            else if (script[at] == '$' && script[at + 1] == '{')
            {
                templates.Push(0);
                // One that closes and opens at once is both: what is within stays apart, as a comma keeps it.
                return (sign == ')' ? ',' : '(', at + 2);
            }
        }
    }

    private static int Closed(string script, int from, char end)
    {
        bool inClass = false;
        for (int at = from; ; at++)
        {
            switch (script[at])
            {
                case '\\':
                    at++;
                    break;
                case '[' when end == '/':
                    inClass = true;
                    break;
                case ']':
                    inClass = false;
                    break;
                case var sign when sign == end && !inClass:
                    return at + 1;
            }
        }
    }

    private static int End(string script, string end, int from) =>
        script.IndexOf(end, from + 2, StringComparison.Ordinal) is >= 0 and int at ? at + end.Length : script.Length;
}
