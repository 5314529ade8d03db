using System.Diagnostics;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Bench;

/// <summary>The figures that the runtime must reach.</summary>
public static class RuntimeBench
{
    private const int AtOnce = 200;
    private const int Waves = 10;

    private static readonly (string Name, Func<Task<IReadOnlyList<Figure>>> Measure)[] All =
    [
        ("memory", InMemory),
        ("journal", Journaled),
        ("waiting", () => WaitingInstances.MeasureAsync(count: 10_000)),
        ("crowd", CrowdCost.MeasureAsync),
        ("replay", Replay),
    ];

    /// <summary>The parts that can be measured by themselves.</summary>
    public static IReadOnlyList<string> Parts { get; } = [.. All.Select(part => part.Name)];

    /// <summary>Measures all, or the part that is named, and returns the exit code.</summary>
    public static async Task<int> RunAsync(BenchOutput output, string? only)
    {
        Console.Error.WriteLine("measuring, some minutes:");
        List<Figure> figures = [];
        foreach (var part in All.Where(part => only is null || part.Name == only))
        {
            figures.AddRange(await part.Measure());
        }

        return await output.ConcludeAsync(figures);
    }

    private static async Task<IReadOnlyList<Figure>> InMemory() =>
    [
        await Throughput(
            "in memory, 200 at once, 5 activities in sequence", nameof(BenchFunctions.FiveInSequence), BenchFunctions.SequenceResult, 3000,
            journaled: false),
        await Throughput(
            "in memory, 200 at once, 5 activities in parallel", nameof(BenchFunctions.FiveInParallel), BenchFunctions.ParallelResult, 6000,
            journaled: false),
    ];

    private static async Task<IReadOnlyList<Figure>> Journaled() =>
        [
            await Throughput(
                "journaled, fsync per group, 200 at once, 5 in sequence", nameof(BenchFunctions.FiveInSequence),
                BenchFunctions.SequenceResult, 1000, journaled: true),
        ];

    private static async Task<IReadOnlyList<Figure>> Replay() =>
        [await Figure.TakeAsync("replay of a history of 1,000 events", "ms", 50, atMost: true, ReplayLongHistory)];

    private static Task<Figure> Throughput(string name, string orchestrator, int result, double target, bool journaled) =>
        Figure.TakeAsync(name, "orchestrations/s", target, atMost: false, async () =>
        {
            using var folder = new TemporaryFolder();
            await using var runtime = await BenchRuntime.StartAsync(new RuntimeOptions { JournalFolder = journaled ? folder.Path : null });
            return await runtime.RunWavesAsync(orchestrator, AtOnce, Waves, result);
        });

    /// <summary>From the event to the end of an instance that has 1,000 events of history behind it.</summary>
    private static async Task<double> ReplayLongHistory()
    {
        await using var runtime = await BenchRuntime.StartAsync();

        // Each activity leaves two events: that it was asked for, and its result.
        const int Activities = 499;
        string id = await runtime.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(BenchFunctions.LongHistory), Activities, CancellationToken.None);
        while ((await runtime.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.SerializedCustomStatus is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        var time = Stopwatch.StartNew();
        await runtime.Client.RaiseEventAsync(id, BenchFunctions.Finish, "now");
        var end = await runtime.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, CancellationToken.None);
        double milliseconds = time.Elapsed.TotalMilliseconds;
        return end.ReadOutputAs<int>() == Activities
            ? milliseconds
            : throw new InvalidOperationException($"the long history ended as {end.RuntimeStatus} with {end.SerializedOutput}");
    }
}
