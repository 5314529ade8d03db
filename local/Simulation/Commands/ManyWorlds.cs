using System.Collections.Concurrent;
using System.Diagnostics;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Commands;

/// <summary>Runs worlds side by side, each on one thread, as many at once as there are processors.</summary>
/// <param name="seeds">Which.</param>
/// <param name="incidents">Enough when there were so many incidents.</param>
internal sealed class ManyWorlds(Seeds seeds, int incidents)
{
    private readonly ConcurrentQueue<WorldResult> _done = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private ulong _next = seeds.First;
    private int _seen;

    /// <summary>Results so far.</summary>
    public Totals Totals => Totals.Of([.. _done], Stopwatch.GetElapsedTime(_began));

    /// <summary>Runs them; a world that was begun is run to its end unless somebody is in a hurry.</summary>
    /// <param name="progress">Told of every world that has ended, with its seed.</param>
    public async Task RunAsync(Action<ulong, WorldResult> progress, CancellationToken ct)
    {
        Task[] running = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () => Work(progress, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct));
    }

    private void Work(Action<ulong, WorldResult> progress, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && Volatile.Read(ref _seen) < incidents && Next() is { } seed)
        {
            // The story is not asked for here, and the records of a hundred thousand incidents would fill the memory.
            WorldResult result = WorldRun.Run(FaultSchedule.Draw(seed)) with { Records = [], Story = [] };
            _done.Enqueue(result);
            Interlocked.Add(ref _seen, result.Incidents);
            progress(seed, result);
        }
    }

    private ulong? Next()
    {
        ulong seed = Interlocked.Increment(ref _next) - 1;
        return seed <= seeds.Last ? seed : null;
    }
}
