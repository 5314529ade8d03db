using System.Globalization;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Commands;

/// <summary>Results of many worlds.</summary>
/// <param name="Worlds">How many there were.</param>
/// <param name="Incidents">How many incidents there were in them.</param>
/// <param name="VirtualHours">How much time passed in them.</param>
/// <param name="Seconds">How much time that took.</param>
/// <param name="Availability">Share of the clients' requests that were served, in percent.</param>
/// <param name="WriteAvailability">Share of the clients' writes that were acknowledged, in percent.</param>
/// <param name="WritesLost">Acknowledged writes that a failover lost.</param>
/// <param name="Requests">Requests that the control planes answered.</param>
/// <param name="Commits">Commits of the durable runtimes.</param>
/// <param name="Violated">Worlds in which something did not hold.</param>
internal sealed record Totals(
    int Worlds, int Incidents, double VirtualHours, double Seconds, double Availability, double WriteAvailability, long WritesLost, long Requests, long Commits,
    IReadOnlyList<Violated> Violated)
{
    /// <summary>Time of a processor for each incident, by the part that took it, in milliseconds.</summary>
    public IReadOnlyDictionary<string, double> Cost { get; init; } = new Dictionary<string, double>();

    /// <summary>Incidents in a minute of real time.</summary>
    public double IncidentsPerMinute => Seconds > 0 ? Incidents / Seconds * 60 : 0;

    /// <summary>Adds the worlds up.</summary>
    public static Totals Of(IReadOnlyCollection<WorldResult> worlds, TimeSpan took) => new(
        worlds.Count,
        worlds.Sum(world => world.Incidents),
        Math.Round(worlds.Sum(world => world.Age.TotalHours), 1),
        Math.Round(took.TotalSeconds, 1),
        Share(worlds.Sum(world => world.Traffic.Served), worlds.Sum(world => world.Traffic.Requests)),
        Share(worlds.Sum(world => world.Traffic.Acknowledged), worlds.Sum(world => world.Traffic.Writes)),
        worlds.Sum(world => world.WritesLost),
        worlds.Sum(world => world.Requests),
        worlds.Sum(world => (long)world.Commits),
        [.. worlds.Where(world => world.Violations.Count > 0).OrderBy(world => world.Schedule.Seed).Select(world => new Violated(world.Schedule.Seed, world.Violations))])
    {
        Cost = Enum.GetValues<Part>().ToDictionary(part => part.ToString().ToLowerInvariant(), part => CostOf(part, worlds)),
    };

    /// <summary>The same in words.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Text($"{Worlds} worlds, {VirtualHours:0.#} hours in them, {Incidents} incidents, in {Seconds:0.#} s: {IncidentsPerMinute:0} incidents a minute");
        yield return Text($"requests served {Availability:0.000} %, writes acknowledged {WriteAvailability:0.000} %, acknowledged writes lost {WritesLost}");
        yield return Text($"for each incident: {Each(Requests):0} requests to the control plane, {Each(Commits):0} commits, {Each(Seconds * 1000):0.0} ms");
        yield return Text($"for each incident, of a processor: {string.Join(", ", Cost.Select(part => Text($"{part.Key} {part.Value:0.0} ms")))}");
        foreach (Violated world in Violated)
        {
            yield return $"seed {world.Seed}: {string.Join("; ", world.Sentences)}";
        }

        yield return Violated.Count == 0 ? "every invariant held" : $"{Violated.Count} worlds in which an invariant did not hold; './steadfast simulate --seed N --story' tells one, '--shrink' makes it small";
    }

    private static double CostOf(Part part, IReadOnlyCollection<WorldResult> worlds)
    {
        int incidents = worlds.Sum(world => world.Incidents);
        return incidents == 0 ? 0 : Math.Round(worlds.Where(world => world.Spent.Count > 0).Sum(world => world.Spent[(int)part].TotalMilliseconds) / incidents, 2);
    }

    private double Each(double sum) => Incidents == 0 ? 0 : sum / Incidents;

    private static double Share(double part, double whole) => whole == 0 ? 100 : Math.Round(part / whole * 100, 4);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A world in which something did not hold.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Sentences">What did not hold.</param>
internal sealed record Violated(ulong Seed, IReadOnlyList<string> Sentences);
