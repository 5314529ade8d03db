using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Simulation.Tests;

/// <summary>A world in which something ran beside its thread cannot be repeated, so it counts for nothing.</summary>
public sealed class StrayWorkTests
{
    private static readonly FaultSchedule Schedule = new(7, 3, PlatformFailover.Absent, AutomaticRepairs: false, []);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task It_is_run_once_more_and_the_second_time_it_is_a_violation(int strays, bool isBroken)
    {
        int runs = 0;

        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(Schedule, prepare: world =>
        {
            if (++runs <= strays)
            {
                Task.Run(() => world.Thread.Post(_ => { }, null)).GetAwaiter().GetResult();
            }
        }));

        Assert.Equal((2, isBroken), (runs, result.Violations is [var only] && only.StartsWith("the world broke: ", StringComparison.Ordinal)));
        Assert.True(isBroken || result.Violations.Count == 0, string.Join("; ", result.Violations));
    }
}
