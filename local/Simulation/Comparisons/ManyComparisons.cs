using System.Collections.Concurrent;
using System.Diagnostics;
using Steadfast.Local.Simulation.Commands;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Policies;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>Runs every policy on the faults of every seed, as many seeds at once as there are processors.</summary>
/// <param name="outages">Enough when Steadfast has met so many outages.</param>
internal sealed class ManyComparisons(Seeds seeds, int outages, IReadOnlyList<IPolicy> policies)
{
    private readonly ConcurrentQueue<(ulong Seed, IReadOnlyList<Score> Scores)> _done = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private ulong _next = seeds.First;
    private int _seen;

    /// <summary>Number of schedules that are done, and of outages that Steadfast met in them.</summary>
    public (int Worlds, int Outages) Progress => (_done.Count, Volatile.Read(ref _seen));

    /// <summary>Result so far.</summary>
    public Comparison Read()
    {
        var done = _done.OrderBy(one => one.Seed).ToArray();
        return new(
            done.Length,
            done.Length == 0 ? 0 : done[0].Seed,
            done.Length == 0 ? 0 : done[^1].Seed,
            Math.Round(Stopwatch.GetElapsedTime(_began).TotalSeconds, 1),
            [.. policies.Select((policy, index) => PolicyRow.Of(policy.Name, policy.Text, [.. done.Select(one => one.Scores[index]).Where(score => score.Broken is null)]))],
            [.. done.SelectMany(one => policies.Zip(one.Scores).Where(pair => pair.Second.Broken is not null).Select(pair => $"seed {one.Seed}, {pair.First.Name}: {pair.Second.Broken}"))])
        {
            WrongActions = [.. done.SelectMany(one => one.Scores[0].WrongActions.Select(wrong => $"seed {one.Seed}, {wrong}"))],
        };
    }

    /// <summary>Runs them; a seed that was begun is run to its end unless somebody is in a hurry.</summary>
    /// <param name="progress">Told of every seed that is done.</param>
    public async Task RunAsync(Action<ManyComparisons> progress, CancellationToken ct)
    {
        Task[] running = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
            () => Work(progress, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAny(Task.WhenAll(running), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct));
    }

    private void Work(Action<ManyComparisons> progress, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && Volatile.Read(ref _seen) < outages && Next() is { } seed)
        {
            FaultSchedule schedule = FaultSchedule.Draw(seed);
            Score[] scores = [.. policies.Select(policy => ComparedRun.Run(schedule, policy))];
            _done.Enqueue((seed, scores));
            Interlocked.Add(ref _seen, scores[0].Outages.Count);
            progress(this);
        }
    }

    private ulong? Next()
    {
        ulong seed = Interlocked.Increment(ref _next) - 1;
        return seed <= seeds.Last ? seed : null;
    }
}
