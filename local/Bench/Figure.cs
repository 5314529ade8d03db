namespace Steadfast.Local.Bench;

/// <summary>One measured figure: the median of its samples, and what it must reach.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Samples">All samples after the warm-up, in the order taken.</param>
/// <param name="Target">The bound, or null for a figure that only explains others.</param>
/// <param name="AtMost">True: the bound is an upper one.</param>
public sealed record Figure(string Name, string Unit, IReadOnlyList<double> Samples, double? Target, bool AtMost = false)
{
    /// <summary>The middle sample.</summary>
    public double Median => Samples.Order().ElementAt(Samples.Count / 2);

    /// <summary>Tells whether the median keeps the bound.</summary>
    public bool? Reached =>
        (Target, AtMost) switch { (null, _) => null, ({ } bound, true) => Median <= bound, ({ } bound, false) => Median >= bound };

    /// <summary>Takes a warm-up sample, which is thrown away, and five more.</summary>
    public static async Task<Figure> TakeAsync(string name, string unit, double? target, bool atMost, Func<Task<double>> sample)
    {
        Console.Error.WriteLine($"  {name} ...");
        await sample();
        var samples = new List<double>();
        for (int run = 0; run < 5; run++)
        {
            samples.Add(await sample());
        }

        return new Figure(name, unit, samples, target, atMost);
    }
}
