using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Simulation.Tests;

public sealed class WorldTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task The_same_seed_gives_the_same_world_to_the_last_event_also_beside_another_one()
    {
        FaultSchedule schedule = FaultSchedule.Draw(2);
        FaultSchedule begin = schedule with { Faults = [.. schedule.Faults.Take(12)] };

        WorldResult[] twice = await Task.WhenAll(OwnThread.RunAsync(() => WorldRun.Run(begin, isKept: true)), OwnThread.RunAsync(() => WorldRun.Run(begin, isKept: true)));

        Assert.Equal(twice[0].Story, twice[1].Story);
        Assert.Equal((twice[0].Hash, twice[0].Events, twice[0].Incidents), (twice[1].Hash, twice[1].Events, twice[1].Incidents));
    }

    [Fact]
    public async Task Another_fault_gives_another_world()
    {
        WorldResult one = await OwnThread.RunAsync(() => WorldRun.Run(With(FaultKind.Crash)));
        WorldResult other = await OwnThread.RunAsync(() => WorldRun.Run(With(FaultKind.Hang)));

        Assert.NotEqual(one.Hash, other.Hash);
    }

    [Fact]
    public async Task A_web_server_that_died_is_restarted_and_one_whose_disk_is_bad_is_restarted_and_then_reimaged()
    {
        WorldResult crash = await OwnThread.RunAsync(() => WorldRun.Run(With(FaultKind.Crash)));
        WorldResult poison = await OwnThread.RunAsync(() => WorldRun.Run(With(FaultKind.Poison)));

        Assert.Equal([], crash.Violations);
        Assert.Equal([], poison.Violations);
        Assert.Equal(["restart"], Actions(crash));
        Assert.Equal(["restart", "reimage"], Actions(poison));
        Assert.Equal([IncidentOutcome.Recovered], crash.Records.Select(record => record.Outcome));
    }

    [Fact]
    public async Task An_app_that_is_killed_while_it_repairs_goes_on_where_it_was()
    {
        FaultSchedule schedule = With(FaultKind.Crash);
        schedule = schedule with
        {
            Faults = [.. schedule.Faults, .. Enumerable.Range(1, 6).Select(number => new Fault(Soon + TimeSpan.FromSeconds(20 * number), FaultKind.AppKilled, 0, TimeSpan.Zero, 0))],
        };

        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(schedule, isKept: true));

        Assert.Equal([], result.Violations);
        Assert.True(result.Story.Count(told => told.Text == "the Function App is killed") >= 4, "it was hardly killed");
        Assert.Equal(["restart"], Actions(result));
    }

    [Fact]
    public async Task Of_two_that_kill_the_app_at_the_same_time_each_has_one_started_again()
    {
        FaultSchedule schedule = With(FaultKind.Crash);
        schedule = schedule with
        {
            Faults = [.. schedule.Faults, .. Enumerable.Repeat(new Fault(Soon + TimeSpan.FromSeconds(10), FaultKind.AppKilled, 0, TimeSpan.Zero, 0), 2)],
        };

        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(schedule, isKept: true));

        Assert.Equal([], result.Violations);
        Assert.Equal(
            ["runs", "is killed", "runs", "is killed", "runs"],
            result.Story.Where(told => told.Text.StartsWith("the Function App ", StringComparison.Ordinal)).Select(told => told.Text["the Function App ".Length..]));
    }

    [Fact]
    public async Task What_two_workers_are_to_do_is_done_once()
    {
        FaultSchedule schedule = With(FaultKind.Poison);
        schedule = schedule with
        {
            Faults = [new(Soon - TimeSpan.FromMinutes(1), FaultKind.SecondWorker, 0, TimeSpan.FromMinutes(20), 0), .. schedule.Faults],
        };

        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(schedule, isKept: true));

        Assert.Equal([], result.Violations);
        Assert.Equal(["restart", "reimage"], Actions(result));
        Assert.Equal(["restart 2", "reimage 2"], result.Actions);
        Assert.Equal(
            ["a second worker of the Function App runs", "one worker of the Function App runs"],
            result.Story.Select(told => told.Text).Where(text => text.Contains("worker of the Function App", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_no_repair_helps_is_handed_to_a_person()
    {
        WorldResult result = await OwnThread.RunAsync(() => WorldRun.Run(With(FaultKind.Unrepairable) with { Instances = 3 }));

        Assert.Equal([], result.Violations);
        Assert.Equal(["restart", "reimage", "replace"], Actions(result).Distinct());
    }

    private static FaultSchedule With(FaultKind kind) =>
        new(7, 3, PlatformFailover.On, AutomaticRepairs: false, [new(Soon, kind, 1, TimeSpan.FromMinutes(5), 1)]);

    private static IEnumerable<string> Actions(WorldResult result) => result.Records.SelectMany(record => record.Actions).Select(action => action.Kind);
}
