using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Comparisons;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Policies;

namespace Steadfast.Simulation.Tests;

/// <summary>Every policy meets the same fault, and does what its name says.</summary>
public sealed class PolicyTests
{
    private static readonly FaultSchedule Crash =
        new(7, 3, PlatformFailover.On, AutomaticRepairs: false, [new(TimeSpan.FromMinutes(4), FaultKind.Crash, 1, TimeSpan.FromMinutes(5), 1)]);

    private static readonly FaultSchedule DiskIsBad = Crash with { Faults = [Crash.Faults[0] with { Kind = FaultKind.Poison }] };

    [Theory]
    [InlineData("steadfast", true, 1, 0)]
    [InlineData("platform", true, 1, 0)]
    [InlineData("restart-on-alert", true, 1, 0)]
    [InlineData("none", false, 0, 0)]
    public async Task A_web_server_that_died(string policy, bool isRestored, int actions, int needless)
    {
        Score score = await RunAsync(policy, Crash);

        Assert.Equal((null, isRestored, actions, needless, 0), (score.Broken, score.Outages.All(outage => outage.IsOver), score.Actions, score.Needless, score.Harmful));
    }

    [Fact]
    public async Task A_runbook_that_restarts_does_not_mend_a_disk_and_Steadfast_does()
    {
        Score runbook = await RunAsync("restart-on-alert", DiskIsBad);
        Score steadfast = await RunAsync("steadfast", DiskIsBad);

        Assert.Contains(runbook.Outages, outage => !outage.IsOver);
        Assert.DoesNotContain(steadfast.Outages, outage => !outage.IsOver);
        Assert.True(steadfast.Served > runbook.Served * 0.999, "it serves less");
    }

    [Fact]
    public void Every_policy_has_a_name_of_its_own() =>
        Assert.Equal(PolicyCatalog.All.Count, PolicyCatalog.All.Select(policy => policy.Name).Distinct().Count());

    private static Task<Score> RunAsync(string policy, FaultSchedule schedule) =>
        OwnThread.RunAsync(() => ComparedRun.Run(schedule, PolicyCatalog.All.Single(one => one.Name == policy)));
}
