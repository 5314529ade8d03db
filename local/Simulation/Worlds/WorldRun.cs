using System.Diagnostics;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Engine;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Verdicts;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Runs one world from its beginning to its verdict.</summary>
internal static class WorldRun
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Visits = TimeSpan.FromHours(1);

    /// <summary>Time that an incident may take once everything that does not end by itself was put in order.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromHours(5);

    /// <summary>Runs it on the thread of the caller.</summary>
    /// <param name="isKept">Whether the story is kept in words.</param>
    /// <param name="prepare">Arms what no schedule names; null: nothing.</param>
    public static WorldResult Run(FaultSchedule schedule, bool isKept = false, Action<World>? prepare = null)
    {
        CostMeter meter = new();
        meter.Start();
        WorldResult result = Repeatable(schedule, isKept, prepare);
        meter.Stop();
        return result with { Spent = meter.Spent };
    }

    // What ran beside its thread cannot be repeated and counts for nothing. Code that runs for the first time in a process may do that; the second time it is a fault.
    private static WorldResult Repeatable(FaultSchedule schedule, bool isKept, Action<World>? prepare)
    {
        try
        {
            return Measured(schedule, isKept, prepare, isLast: false);
        }
        catch (StrayWorkException first)
        {
            Console.Error.WriteLine($"The world of seed {schedule.Seed} is run again. {first.Message}");
            return Measured(schedule, isKept, prepare, isLast: true);
        }
    }

    private static WorldResult Measured(FaultSchedule schedule, bool isKept, Action<World>? prepare, bool isLast)
    {
        long began = Stopwatch.GetTimestamp();
        World world = new(schedule, isKept: isKept);
        People people = new(world);
        Perpetrator perpetrator = new(world, people);
        Watcher watcher = new(world);
        try
        {
            world.Begin();
            perpetrator.Begin();
            watcher.Begin();
            prepare?.Invoke(world);
            world.RunUntil(schedule.Last + TimeSpan.FromMinutes(30));
            perpetrator.PutInOrder();
            Ending ending = Settle(world, people);
            IReadOnlyList<string> violations = Verdict.Of(world, people, perpetrator, watcher, ending);
            return ResultOf(world, ending, violations, Stopwatch.GetElapsedTime(began)) with { Actions = ActionsOf(world, perpetrator) };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && (isLast || failure is not StrayWorkException))
        {
            return ResultOf(world, Ending.None, [$"the world broke: {failure}"], Stopwatch.GetElapsedTime(began));
        }
    }

    // Until no incident is open, and everybody serves, or for as long as that may take. A person who is told each hour that the breaker is open re-arms it.
    private static Ending Settle(World world, People people)
    {
        TimeSpan until = world.Age + Settling;
        TimeSpan nextVisit = world.Age + Visits;
        while (world.Age < until)
        {
            world.RunUntil(world.Age + Step);
            if (world.App!.IsUp && IsQuiet(world))
            {
                break;
            }

            if (world.Age >= nextVisit)
            {
                people.Resume();
                nextVisit += Visits;
            }
        }

        return Ending.Read(world);
    }

    private static bool IsQuiet(World world) =>
        world.Azure.ScaleSet.Instances.All(instance => ((Models.Machine)instance.Machine).Serves)
        && world.Finish(() => Ending.OpenAsync(world.App!.Client)) == 0;

    // What the automation had the platform do. Suspending and resuming the automatic repairs changes nothing on a machine.
    private static string[] ActionsOf(World world, Perpetrator perpetrator) =>
    [
        .. world.Azure.Operations.All.Concat(world.Azure.Database!.Operations.All)
            .Where(one => one.By == Initiator.Caller && one.Kind != OperationKind.OrchestrationService && !perpetrator.OthersOperations.Contains(one.Id))
            .OrderBy(one => one.StartTime)
            .Select(one => $"{one.Kind} {one.InstanceId}".TrimEnd()),
    ];

    private static WorldResult ResultOf(World world, Ending ending, IReadOnlyList<string> violations, TimeSpan took) => new(
        world.Schedule, ending.Incidents.Count, world.Log.Hash, world.Log.Count, world.Age, took, violations)
    {
        Story = world.Log.Told,
        Records = ending.Incidents,
        Traffic = world.Balancer.Traffic,
        WritesLost = world.Database.Lost,
        Requests = world.Asked,
        Commits = world.Commits,
    };
}

/// <summary>Result of a world.</summary>
/// <param name="Schedule">What was done to it.</param>
/// <param name="Incidents">How many incidents there were.</param>
/// <param name="Hash">The hash of everything that happened.</param>
/// <param name="Events">How much that was.</param>
/// <param name="Age">How much time passed in it.</param>
/// <param name="Took">How much time passed outside.</param>
/// <param name="Violations">What must never be and was; empty when all held.</param>
internal sealed record WorldResult(
    FaultSchedule Schedule, int Incidents, ulong Hash, long Events, TimeSpan Age, TimeSpan Took, IReadOnlyList<string> Violations)
{
    /// <summary>The story in words; empty unless it was kept.</summary>
    public IReadOnlyList<WorldEvent> Story { get; init; } = [];

    /// <summary>The records of the incidents, oldest first.</summary>
    public IReadOnlyList<IncidentRecord> Records { get; init; } = [];

    /// <summary>Actions of the automation at the platform, in their order: "restart 1".</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>Answers that clients got.</summary>
    public required Models.Traffic Traffic { get; init; }

    /// <summary>Acknowledged writes that were lost.</summary>
    public long WritesLost { get; init; }

    /// <summary>Requests that the control plane answered.</summary>
    public long Requests { get; init; }

    /// <summary>Commits of the durable runtime.</summary>
    public int Commits { get; init; }

    /// <summary>Time that each part took, in the order of <see cref="Part"/>.</summary>
    public IReadOnlyList<TimeSpan> Spent { get; init; } = [];
}
