using System.Globalization;
using System.Text;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>The share of outages that had ended, over time, one curve a policy.</summary>
internal static class RestoreCurve
{
    private const int Width = 640;
    private const int Height = 300;
    private const int Left = 52;
    private const int Bottom = 28;

    // Steadfast, and what is done without it; its ablations are in the bars.
    private static readonly string[] Colors = ["var(--us)", "var(--c1)", "var(--c2)", "var(--c3)"];

    private static readonly (double Seconds, string Text)[] Marks = [(5, "5 s"), (30, "30 s"), (120, "2 min"), (600, "10 min"), (3600, "1 h"), (7200, "2 h")];

    /// <summary>The drawing with its key.</summary>
    public static string Of(Comparison all)
    {
        PolicyRow[] rows = [.. all.Rows.Take(Colors.Length)];
        StringBuilder drawing = new("<ul class=\"key\">");
        for (int index = 0; index < rows.Length; index++)
        {
            drawing.Append("<li><span style=\"background:").Append(Colors[index]).Append("\"></span>").Append(ComparisonPage.Text(rows[index].Policy)).Append("</li>");
        }

        drawing.Append("</ul>\n<div class=\"card\" style=\"max-width:760px\">")
            .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"share of the outages that had ended, over time\">");
        Grid(drawing);
        for (int index = 0; index < rows.Length; index++)
        {
            string points = string.Join(' ', rows[index].Curve.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Seconds):0.#},{Y(point.Percent):0.#}")));
            drawing.Append("<polyline points=\"").Append(points).Append("\" style=\"fill:none;stroke-width:2.5;stroke:").Append(Colors[index]).Append("\"/>");
        }

        return drawing.Append("</svg></div>\n").ToString();
    }

    private static void Grid(StringBuilder drawing)
    {
        foreach (int percent in (int[])[0, 25, 50, 75, 100])
        {
            drawing.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width}\" y1=\"{Y(percent):0.#}\" y2=\"{Y(percent):0.#}\" style=\"stroke:var(--line)\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{Left - 6}\" y=\"{Y(percent) + 4:0.#}\" text-anchor=\"end\">{percent} %</text>");
        }

        foreach ((double seconds, string text) in Marks)
        {
            string anchor = seconds >= Marks[^1].Seconds ? "end" : "middle";
            drawing.Append(CultureInfo.InvariantCulture, $"<text class=\"axis\" x=\"{X(seconds):0.#}\" y=\"{Height - 6}\" text-anchor=\"{anchor}\">{text}</text>");
        }
    }

    // Time in powers: what lasts seconds and what lasts hours are both to be seen.
    private static double X(double seconds) => Left + (Math.Log(Math.Clamp(seconds, 5, 7200) / 5) / Math.Log(1440) * (Width - Left - 4));

    private static double Y(double percent) => 10 + ((Height - Bottom - 10) * (1 - (percent / 100)));
}
