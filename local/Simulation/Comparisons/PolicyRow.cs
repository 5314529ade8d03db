namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>One policy in all worlds: one row of the table.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Text">What it does.</param>
/// <param name="Availability">Share of the requests that were served, in percent.</param>
/// <param name="WriteAvailability">Share of the writes that were acknowledged, in percent.</param>
/// <param name="RestoreP50">Half of all outages took no longer, in seconds. One that did not end counts with what it had lasted.</param>
/// <param name="RestoreP95">The same of 95 in a hundred.</param>
/// <param name="RestoreP99">The same of 99 in a hundred.</param>
/// <param name="Outages">How many there were.</param>
/// <param name="Unended">How many of them had not ended when people came.</param>
/// <param name="CapacityMinutes">Minutes of missing instances, for each hour.</param>
/// <param name="Actions">Actions for each outage.</param>
/// <param name="Needless">Actions on something with which nothing was wrong.</param>
/// <param name="Harmful">Actions that left less than half serving, or lost writes.</param>
/// <param name="WritesLost">Acknowledged writes that a failover lost.</param>
/// <param name="Pages">Times that a person was woken, for each outage.</param>
/// <param name="ExtraHours">Hours of additional instances, for a hundred hours.</param>
/// <param name="ByFault">Outages by the fault that they began with.</param>
internal sealed record PolicyRow(
    string Policy, string Text, double Availability, double WriteAvailability, double RestoreP50, double RestoreP95, double RestoreP99, int Outages, int Unended,
    double CapacityMinutes, double Actions, int Needless, int Harmful, long WritesLost, double Pages, double ExtraHours, IReadOnlyList<FaultRow> ByFault)
{
    /// <summary>Shares of the outages that had ended after so many seconds, for a curve.</summary>
    public IReadOnlyList<RestoredShare> Curve { get; init; } = [];

    private static readonly double[] Moments = [.. Enumerable.Range(0, 61).Select(step => Math.Round(5 * Math.Pow(1440, step / 60.0), 1))];

    /// <summary>Adds the worlds up.</summary>
    public static PolicyRow Of(string policy, string text, IReadOnlyCollection<Score> scores)
    {
        Restored[] outages = [.. scores.SelectMany(score => score.Outages)];
        double hours = scores.Sum(score => score.Hours);
        return new(
            policy,
            text,
            Share(scores.Sum(score => score.Served), scores.Sum(score => score.Requests)),
            Share(scores.Sum(score => score.Acknowledged), scores.Sum(score => score.Writes)),
            Percentile(outages, 50),
            Percentile(outages, 95),
            Percentile(outages, 99),
            outages.Length,
            outages.Count(outage => !outage.IsOver),
            Each(scores.Sum(score => score.CapacityMinutes), hours),
            Each(scores.Sum(score => score.Actions), outages.Length),
            scores.Sum(score => score.Needless),
            scores.Sum(score => score.Harmful),
            scores.Sum(score => score.WritesLost),
            Each(scores.Sum(score => score.Pages), outages.Length),
            Each(scores.Sum(score => score.ExtraHours) * 100, hours),
            [.. outages.GroupBy(outage => outage.Fault).OrderBy(fault => fault.Key, StringComparer.Ordinal)
                .Select(fault => new FaultRow(fault.Key, fault.Count(), Percentile([.. fault], 50), Percentile([.. fault], 95), fault.Count(outage => !outage.IsOver)))])
        {
            Curve = [.. Moments.Select(seconds => new RestoredShare(seconds, Share(outages.Count(outage => outage.IsOver && outage.Seconds <= seconds), outages.Length)))],
        };
    }

    /// <summary>The time within which so many of a hundred had ended: the nearest rank.</summary>
    public static double Percentile(IReadOnlyCollection<Restored> outages, int of)
    {
        double[] sorted = [.. outages.Select(outage => outage.Seconds).Order()];
        return sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * of / 100.0) - 1)]);
    }

    private static double Share(double part, double whole) => whole == 0 ? 100 : Math.Round(part / whole * 100, 3);

    private static double Each(double sum, double count) => count == 0 ? 0 : Math.Round(sum / count, 2);
}

/// <summary>Outages that began with one fault.</summary>
/// <param name="Fault">The fault; "none" when nothing was wrong: it was taken down.</param>
/// <param name="Outages">How many there were.</param>
/// <param name="RestoreP50">Half of them took no longer, in seconds.</param>
/// <param name="RestoreP95">The same of 95 in a hundred.</param>
/// <param name="Unended">How many had not ended when people came.</param>
internal sealed record FaultRow(string Fault, int Outages, double RestoreP50, double RestoreP95, int Unended);

/// <summary>One point of a curve.</summary>
/// <param name="Seconds">So long after it began.</param>
/// <param name="Percent">Share of the outages that had ended.</param>
internal sealed record RestoredShare(double Seconds, double Percent);
