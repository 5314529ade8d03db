namespace Steadfast.Local.Bench;

/// <summary>Tells whether an event costs more when many other instances exist.</summary>
public static class CrowdCost
{
    // Per instance of five activities in sequence: start, five requests, five results, end.
    private const int EventsPerInstance = 12;

    private static readonly int[] Crowds = [100, 1_000, 10_000];

    /// <summary>
    /// The cost of an event beside 100, 1,000 and 10,000 waiting instances, and how the largest compares with the smallest.
    /// </summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        Console.Error.WriteLine("  cost of an event beside other instances ...");
        List<(int Others, BenchRuntime Runtime, List<double> Samples)> crowds = [];
        foreach (int others in Crowds)
        {
            var runtime = await BenchRuntime.StartAsync();
            await runtime.StartWaitingAsync(others, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
            crowds.Add((others, runtime, []));
        }

        // In turns, so that a busy moment of the machine hurts all three, and about a second each, so that it does not decide one; the
        // first round is the warm-up.
        for (int round = 0; round <= 5; round++)
        {
            foreach (var (_, runtime, samples) in crowds)
            {
                samples.Add(1e6 / (await runtime.RunWavesAsync(nameof(BenchFunctions.FiveInSequence), atOnce: 200, waves: 50, BenchFunctions.SequenceResult) * EventsPerInstance));
            }
        }

        foreach (var (_, runtime, samples) in crowds)
        {
            samples.RemoveAt(0);
            await runtime.DisposeAsync();
        }

        // Two samples of the same thing differ by some percent on a busy machine; growth with the number would be a multiple.
        var ratios = crowds[^1].Samples.Zip(crowds[0].Samples, (largest, smallest) => largest / smallest);
        return
        [
            .. crowds.Select(crowd => new Figure($"an event beside {crowd.Others:N0} other instances", "µs", crowd.Samples, Target: null)),
            new Figure("an event beside 10,000 compared with beside 100", "times", [.. ratios], 1.25, AtMost: true),
        ];
    }
}
