using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class AutoRepairActivitiesTests
{
    private static readonly AutoRepairActivities.RepairsInput Asked = new("a test");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Task<ControlPlane> StartAsync(bool withRepairs = true) =>
        ControlPlane.StartAsync(repairs: withRepairs ? new AutomaticRepairsPolicy(TimeSpan.FromHours(1)) : null);

    private static int Settings(ControlPlane plane) => plane.Azure.Requests.Matching("POST", "/setOrchestrationServiceState").Count;

    [Fact]
    public async Task Running_repairs_are_suspended_once_and_resumed()
    {
        await using ControlPlane plane = await StartAsync();
        AutoRepairActivities repairs = plane.Get<AutoRepairActivities>();

        RepairsAnswer before = await repairs.ReadAutoRepairs(Asked, Ct);
        RepairsAnswer first = await repairs.SuspendRepairs(Asked, Ct);
        await Eventually.Is(() => repairs.ReadAutoRepairs(Asked, Ct), answer => answer.State == RepairsState.Suspended, "they are suspended");
        RepairsAnswer suspended = await repairs.SuspendRepairs(Asked, Ct);
        int afterSuspending = Settings(plane);
        RepairsAnswer resumed = await Eventually.Is(() => repairs.ResumeRepairs(Asked, Ct), answer => answer.IsDone, "they are resumed");

        Assert.Equal(new RepairsAnswer(true, "Automatic repairs of the scale set are running") { State = RepairsState.Running }, before);
        Assert.True(first.WasRunning);
        Assert.Equal((RepairsState.Suspended, 1), (suspended.State, afterSuspending));
        Assert.Equal((RepairsState.Running, "Running"), (resumed.State, plane.Azure.ScaleSet.State.AutomaticRepairs));
    }

    [Fact]
    public async Task They_are_resumed_also_when_an_old_view_shows_them_running()
    {
        await using ControlPlane plane = await StartAsync();
        AutoRepairActivities repairs = plane.Get<AutoRepairActivities>();
        plane.Azure.Faults.ViewLag = TimeSpan.FromHours(1);
        await repairs.SuspendRepairs(Asked, Ct);
        await Eventually.Is(() => Task.FromResult(plane.Azure.ScaleSet.State.AutomaticRepairs), state => state == "Suspended", "they are suspended");

        Assert.Equal(RepairsState.Running, (await repairs.ResumeRepairs(Asked, Ct)).State);

        await Eventually.Is(() => Task.FromResult(plane.Azure.ScaleSet.State.AutomaticRepairs), state => state == "Running", "they are resumed");
    }

    [Fact]
    public async Task A_resumption_that_the_platform_has_taken_is_not_asked_for_again()
    {
        await using ControlPlane plane = await StartAsync();
        AutoRepairActivities repairs = plane.Get<AutoRepairActivities>();

        RepairsAnswer first = await repairs.ResumeRepairs(Asked, Ct);
        RepairsAnswer second = await repairs.ResumeRepairs(Asked with { IsAskedFor = first.IsAskedFor }, Ct);

        Assert.Equal((true, true, 1), (first.IsAskedFor, second.IsDone, Settings(plane)));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    public async Task What_runs_counts_as_resumed_where_the_platform_takes_no_resumption(int status, bool isRefused)
    {
        await using ControlPlane plane = await StartAsync();
        plane.Azure.Answers.Tell(new("POST", "*/setOrchestrationServiceState") { IsInstead = true, Status = status, Text = """{"error":{"code":"No","message":"no"}}""" });

        RepairsAnswer answer = await plane.Get<AutoRepairActivities>().ResumeRepairs(Asked, Ct);

        Assert.Equal((false, false, isRefused, true), (answer.IsDone, answer.IsAskedFor, answer.IsRefused, answer.CountsAsResumed));
    }

    [Fact]
    public async Task What_is_suspended_does_not_count_as_resumed_where_the_platform_takes_no_resumption()
    {
        await using ControlPlane plane = await StartAsync();
        AutoRepairActivities repairs = plane.Get<AutoRepairActivities>();
        await Eventually.Is(() => repairs.SuspendRepairs(Asked, Ct), answer => answer.IsDone, "they are suspended");
        plane.Azure.Answers.Tell(new("POST", "*/setOrchestrationServiceState") { IsInstead = true, Status = 409, Text = """{"error":{"code":"No","message":"no"}}""" });

        RepairsAnswer answer = await repairs.ResumeRepairs(Asked, Ct);

        Assert.Equal((false, false), (answer.IsDone, answer.CountsAsResumed));
    }

    [Fact]
    public async Task A_set_without_repairs_is_never_asked()
    {
        await using ControlPlane plane = await StartAsync(withRepairs: false);
        AutoRepairActivities repairs = plane.Get<AutoRepairActivities>();
        RepairsAnswer none = new(false, "Scale set has no automatic repairs") { State = RepairsState.NotRunning };

        Assert.Equal([none, none, none], [await repairs.ReadAutoRepairs(Asked, Ct), await repairs.SuspendRepairs(Asked, Ct), await repairs.ResumeRepairs(Asked, Ct)]);
        Assert.Equal(0, Settings(plane));
    }

    [Fact]
    public async Task Throttling_is_handed_up_with_its_pause()
    {
        await using ControlPlane plane = await StartAsync();
        plane.Azure.Faults.Throttle(requests: 1, TimeSpan.FromSeconds(7));

        Assert.Equal(
            new RepairsAnswer(false, "Automatic repairs of the scale set cannot be read or set (429 TooManyRequests)") { IsDone = false, RetryAfter = TimeSpan.FromSeconds(7) },
            await plane.Get<AutoRepairActivities>().SuspendRepairs(Asked, Ct));
        Assert.Equal("Running", plane.Azure.ScaleSet.State.AutomaticRepairs);
    }
}
