namespace Steadfast.Local.Bench;

/// <summary>Whether an event costs more when many other instances exist.</summary>
public static class CrowdCost
{
    // Per instance of five activities in sequence: start, five requests, five results, end.
    const int EventsPerInstance = 12;

    /// <summary>The cost of an event beside 100, 1,000 and 10,000 waiting instances, and how the largest compares with the smallest.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        List<Figure> figures = [];
        foreach (int others in new[] { 100, 1_000, 10_000 })
        {
            await using var runtime = await BenchRuntime.StartAsync();
            await runtime.StartWaitingAsync(others, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1));
            figures.Add(await Figure.TakeAsync($"an event beside {others:N0} other instances", "µs", null, atMost: true, async () =>
                1e6 / (await runtime.RunWavesAsync(nameof(BenchFunctions.FiveInSequence), atOnce: 200, waves: 10) * EventsPerInstance)));
        }

        // Two samples of the same thing differ by some percent on a busy machine; growth with the number would be a multiple.
        double[] ratios = [.. figures[2].Samples.Select(sample => sample / figures[0].Median)];
        return [.. figures, new Figure("an event beside 10,000 compared with beside 100", "times", ratios, 1.25, AtMost: true)];
    }
}
