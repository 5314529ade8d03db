using System.Globalization;
using System.Text;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>One measure of all policies as bars.</summary>
internal static class Bars
{
    private const int Width = 340;
    private const int Line = 22;
    private const int Labels = 120;
    private const int Values = 62;

    /// <summary>The drawing.</summary>
    public static string Of(ComparisonColumn column, IReadOnlyList<PolicyRow> rows)
    {
        StringBuilder drawing = new();
        drawing.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {rows.Count * Line}\" role=\"img\" aria-label=\"{ComparisonPage.Text(column.Title)}\">");
        double[] values = [.. rows.Select(column.Value)];
        // Shares near a hundred would all look the same from nothing on: those bars show what is missing.
        double[] lengths = column.MoreIsBetter ? [.. values.Select(value => 100 - value)] : values;
        double longest = lengths.DefaultIfEmpty(0).Max();
        for (int index = 0; index < rows.Count; index++)
        {
            double share = longest <= 0 ? 0 : lengths[index] / longest;
            int top = index * Line;
            drawing.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{top + 16}\">{ComparisonPage.Text(rows[index].Policy)}</text>")
                .Append(CultureInfo.InvariantCulture, $"<rect x=\"{Labels}\" y=\"{top + 4}\" width=\"{Math.Max(1, share * (Width - Labels - Values)):0.#}\" height=\"{Line - 8}\" rx=\"2\" style=\"fill:{(index == 0 ? "var(--us)" : "var(--c3)")}\"/>")
                .Append(CultureInfo.InvariantCulture, $"<text x=\"{Width}\" y=\"{top + 16}\" text-anchor=\"end\">{column.Text(rows[index])}</text>");
        }

        drawing.Append("</svg>");
        return column.MoreIsBetter ? $"{drawing}<p class=\"soft\" style=\"font-size:0.8rem\">The bars show what is missing.</p>" : drawing.ToString();
    }
}
