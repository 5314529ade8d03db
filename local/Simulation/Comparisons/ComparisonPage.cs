using System.Globalization;
using System.Net;
using System.Text;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>The comparison as one page that needs nothing else: no script, and no request to anywhere.</summary>
internal static class ComparisonPage
{
    private const string Style = """
        :root { color-scheme: light dark; --back: #fff; --card: #f6f7f9; --text: #1b1f24; --soft: #59636e; --line: #d5dae0; --us: #0b6e4f; --c1: #b4540a; --c2: #7c3aed; --c3: #57606a; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #0f1317; --card: #181e24; --text: #e8ecf0; --soft: #9aa6b2; --line: #323b45; --us: #3ecf9a; --c1: #f0a35e; --c2: #b59bff; --c3: #9aa6b2; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1200px; padding: 1rem; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0; } h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
        p { margin: 0.4rem 0; } .soft { color: var(--soft); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 330px), 1fr)); gap: 0.8rem; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 0.6rem 0.8rem; margin: 0; }
        .card h3 { font-size: 0.95rem; margin: 0 0 0.3rem; }
        svg { display: block; width: 100%; height: auto; } svg text { fill: var(--text); font-size: 13px; } svg .axis { fill: var(--soft); }
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
        table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.35rem 0.6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; } thead th { white-space: normal; vertical-align: bottom; }
        th:first-child { text-align: left; position: sticky; left: 0; background: var(--back); } tr.us th, tr.us td { color: var(--us); font-weight: 600; }
        .key { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; padding: 0; margin: 0.3rem 0; list-style: none; } .key span { display: inline-block; width: 1rem; height: 0.7rem; margin-right: 0.3rem; border-radius: 2px; }
        """;

    /// <summary>The page.</summary>
    public static string Of(Comparison all)
    {
        StringBuilder page = new();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<title>Steadfast beside other policies</title>\n<style>\n").Append(Style).Append("</style>\n</head>\n<body>\n<main>\n")
            .Append("<h1>Steadfast beside other policies</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>{all.Worlds} schedules of random faults (seeds {all.FirstSeed} to {all.LastSeed}), each met by {all.Rows.Count} policies. ")
            .Append("Measured in the simulated stacks themselves, until half an hour after the last fault. Nobody comes to help before that.</p>\n");
        foreach (string behind in all.Behind())
        {
            page.Append("<p>Steadfast is ").Append(Text(behind)).Append(".</p>\n");
        }

        Policies(page, all);
        Cards(page, all);
        page.Append("<h2>Time to restore</h2>\n<p class=\"soft\">Share of the outages that had ended after that time. An outage is an instance or the database that does not serve.</p>\n");
        page.Append(RestoreCurve.Of(all));
        Table(page, all);
        Faults(page, all);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Text that is nothing but text on a page.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    private static void Policies(StringBuilder page, Comparison all)
    {
        page.Append("<h2>Policies</h2>\n<div class=\"scroll\"><table><tbody>\n");
        foreach (PolicyRow row in all.Rows)
        {
            page.Append(Row(row, all)).Append("<td style=\"text-align:left;white-space:normal\">").Append(Text(row.Text)).Append("</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Cards(StringBuilder page, Comparison all)
    {
        page.Append("<h2>Measures</h2>\n<div class=\"cards\">\n");
        foreach (ComparisonColumn column in Comparison.Columns)
        {
            page.Append("<section class=\"card\"><h3>").Append(Text(column.Title)).Append("</h3>").Append(Bars.Of(column, all.Rows)).Append("</section>\n");
        }

        page.Append("</div>\n");
    }

    private static void Table(StringBuilder page, Comparison all)
    {
        page.Append("<h2>Table</h2>\n<div class=\"scroll\"><table><thead><tr><th>policy</th>");
        foreach (ComparisonColumn column in Comparison.Columns)
        {
            page.Append("<th>").Append(Text(column.Title)).Append("</th>");
        }

        page.Append("</tr></thead><tbody>\n");
        foreach (PolicyRow row in all.Rows)
        {
            page.Append(Row(row, all));
            foreach (ComparisonColumn column in Comparison.Columns)
            {
                page.Append("<td>").Append(column.Text(row)).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Faults(StringBuilder page, Comparison all)
    {
        page.Append("<h2>Time to restore p95 by fault, in seconds</h2>\n<p class=\"soft\">By what was wrong when the outage began. In brackets: how many had not ended when people came.</p>\n")
            .Append("<div class=\"scroll\"><table><thead><tr><th>fault</th>");
        foreach (PolicyRow row in all.Rows)
        {
            page.Append("<th>").Append(Text(row.Policy)).Append("</th>");
        }

        page.Append("</tr></thead><tbody>\n");
        foreach (string fault in all.Rows.SelectMany(row => row.ByFault).Select(one => one.Fault).Distinct().Order(StringComparer.Ordinal))
        {
            page.Append("<tr><th>").Append(Text(fault)).Append("</th>");
            foreach (PolicyRow row in all.Rows)
            {
                page.Append("<td>").Append(row.ByFault.FirstOrDefault(one => one.Fault == fault) is { } found ? Of(found) : "").Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static string Of(FaultRow found) => string.Create(CultureInfo.InvariantCulture, $"{found.RestoreP95:0}{(found.Unended > 0 ? $" ({found.Unended})" : "")}");

    private static string Row(PolicyRow row, Comparison all) => $"<tr{(row == all.Rows[0] ? " class=\"us\"" : "")}><th>{Text(row.Policy)}</th>";
}
