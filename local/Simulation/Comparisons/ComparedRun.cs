using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Policies;
using Steadfast.Local.Simulation.Verdicts;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Comparisons;

/// <summary>Runs the faults of one schedule against one policy, and measures until half an hour after the last fault: nobody comes before.</summary>
internal static class ComparedRun
{
    /// <summary>Runs it on the thread of the caller.</summary>
    public static Score Run(FaultSchedule schedule, IPolicy policy)
    {
        World world = new(schedule, policy);
        People people = new(world);
        Perpetrator perpetrator = new(world, people);
        Scorekeeper score = new(world);
        try
        {
            world.Begin();
            perpetrator.Begin();
            score.Begin();
            world.RunUntil(schedule.Last + TimeSpan.FromMinutes(30));
            return score.Read(OthersOf(world, people, perpetrator));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return new() { Broken = failure.ToString() };
        }
    }

    private static Func<Operation, bool> OthersOf(World world, People people, Perpetrator perpetrator)
    {
        HashSet<string> others = [.. perpetrator.OthersOperations];
        if (world.App is not { IsUp: true })
        {
            return operation => others.Contains(operation.Id);
        }

        ObservedActions seen = Verdict.ActionsOf(world, people, perpetrator, new(world), Ending.Read(world));
        return operation => others.Contains(operation.Id) || Verdict.IsOrdered(seen, operation);
    }
}
