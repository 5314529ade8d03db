using System.Globalization;
using System.Text.Json.Serialization;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>Every policy on the same faults.</summary>
/// <param name="Worlds">How many schedules of faults there were.</param>
/// <param name="FirstSeed">The first of their seeds.</param>
/// <param name="LastSeed">The last of their seeds.</param>
/// <param name="Seconds">How much time it took.</param>
/// <param name="Rows">The policies.</param>
/// <param name="Broken">What broke in the simulation.</param>
internal sealed record Comparison(int Worlds, ulong FirstSeed, ulong LastSeed, double Seconds, IReadOnlyList<PolicyRow> Rows, IReadOnlyList<string> Broken)
{
    /// <summary>Needless and harmful actions of Steadfast: "seed 27, 01:23:45, Restart 2: needless".</summary>
    public IReadOnlyList<string> WrongActions { get; init; } = [];

    /// <summary>The columns of the table.</summary>
    [JsonIgnore]
    public static IReadOnlyList<ComparisonColumn> Columns { get; } =
    [
        new("requests served, %", row => row.Availability, "0.000", MoreIsBetter: true),
        new("writes taken, %", row => row.WriteAvailability, "0.000", MoreIsBetter: true),
        new("restore p50, s", row => row.RestoreP50, "0"),
        new("restore p95, s", row => row.RestoreP95, "0"),
        new("restore p99, s", row => row.RestoreP99, "0"),
        new("not restored", row => row.Unended, "0"),
        new("capacity lost, min/h", row => row.CapacityMinutes, "0.00"),
        new("actions/outage", row => row.Actions, "0.00"),
        new("needless", row => row.Needless, "0"),
        new("harmful", row => row.Harmful, "0"),
        new("writes lost", row => row.WritesLost, "0"),
        new("pages/outage", row => row.Pages, "0.00"),
        new("extra h/100 h", row => row.ExtraHours, "0.00"),
    ];

    /// <summary>The table in text: one row a policy.</summary>
    public IEnumerable<string> Lines()
    {
        int width = Math.Max(6, Rows.Max(row => row.Policy.Length));
        yield return $"{"policy".PadRight(width)}  {string.Join("  ", Columns.Select(column => column.Title))}";
        foreach (PolicyRow row in Rows)
        {
            yield return $"{row.Policy.PadRight(width)}  {string.Join("  ", Columns.Select(column => column.Text(row).PadLeft(column.Title.Length)))}";
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"{Worlds} schedules of faults (seeds {FirstSeed} to {LastSeed}) against {Rows.Count} policies, in {Seconds:0.#} s");
        foreach (string behind in Behind())
        {
            yield return behind;
        }

        foreach (string further in WrongActions.Concat(Broken))
        {
            yield return further;
        }
    }

    /// <summary>Lists where Steadfast, the first row, is behind another policy in what a user feels.</summary>
    public IEnumerable<string> Behind()
    {
        foreach (ComparisonColumn column in Columns.Where(column => column.Title is "requests served, %" or "restore p95, s" or "needless" or "harmful" or "writes lost"))
        {
            string[] ahead = [.. Rows.Skip(1).Where(row => column.IsAhead(row, Rows[0])).Select(row => $"{row.Policy} ({column.Text(row)})")];
            if (ahead.Length > 0)
            {
                yield return $"behind in {column.Title} ({column.Text(Rows[0])}): {string.Join(", ", ahead)}";
            }
        }
    }
}

/// <summary>A column of the table.</summary>
/// <param name="Title">Its title, with the unit.</param>
/// <param name="Value">Its value for a policy.</param>
/// <param name="Format">How the value is written.</param>
/// <param name="MoreIsBetter">False when less is.</param>
internal sealed record ComparisonColumn(string Title, Func<PolicyRow, double> Value, string Format, bool MoreIsBetter = false)
{
    /// <summary>The value as it is written.</summary>
    public string Text(PolicyRow row) => Value(row).ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Tells whether one is better than the other here, as it is written.</summary>
    public bool IsAhead(PolicyRow one, PolicyRow other) => Text(one) != Text(other) && (MoreIsBetter ? Value(one) > Value(other) : Value(one) < Value(other));
}
