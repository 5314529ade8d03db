using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>What is asked of ARM, and what is made of its answers, with the real SDK.</summary>
[Trait("Category", "fast")]
public sealed class InstanceActivitiesTests : IAsyncLifetime
{
    private static readonly DateTime LongAgo = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private ControlPlane _plane = null!;

    private GuardClient Guard { get; } = new();

    public async ValueTask InitializeAsync() => _plane = await ControlPlane.StartAsync();

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<StartedOperation> StartAsync(string id, DateTime askedAt, InstanceAction action = InstanceAction.Restart) =>
        _plane.Instances.StartAction(new(action, id, askedAt, GuardClient.Held(id)), Guard, Ct);

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private async Task<OperationProgress> EndAsync(string id, string? url, InstanceAction action = InstanceAction.Restart) => await Eventually.Is(
        () => _plane.Instances.PollOperation(new(id, url, action), Ct), progress => progress.Result != ActionResult.Running, "the operation ends");

    [Fact]
    public async Task A_restart_is_accepted_and_runs_to_its_end()
    {
        StartedOperation started = await StartAsync("1", Now);

        Assert.Equal((StartKind.Accepted, "Azure accepted the restart of instance 1"), (started.Kind, started.Detail));
        Assert.StartsWith("https://management.azure.com/", started.StatusUrl, StringComparison.Ordinal);
        Assert.Equal(new OperationProgress(ActionResult.Succeeded, null, "Azure says Succeeded"), await EndAsync("1", started.StatusUrl));
        Assert.Equal(1, _plane.Machines["1"].Starts);
    }

    [Fact]
    public async Task A_reimage_is_accepted_runs_to_its_end_and_is_not_done_twice()
    {
        DateTime asked = Now;
        StartedOperation started = await StartAsync("1", asked, InstanceAction.Reimage);
        OperationProgress end = await EndAsync("1", started.StatusUrl, InstanceAction.Reimage);
        StartedOperation again = await StartAsync("1", asked, InstanceAction.Reimage);

        Assert.Equal(
            (StartKind.Accepted, "Azure accepted the reimage of instance 1", ActionResult.Succeeded, StartKind.AlreadyDone),
            (started.Kind, started.Detail, end.Result, again.Kind));
        Assert.Single(_plane.Azure.Requests.Accepted("reimage", "1"));
    }

    [Fact]
    public async Task A_delete_takes_this_one_instance_and_a_repeated_delivery_finds_it_gone()
    {
        DateTime asked = Now;
        StartedOperation started = await StartAsync("2", asked, InstanceAction.Delete);
        StartedOperation meanwhile = await StartAsync("2", asked, InstanceAction.Delete);
        OperationProgress end = await EndAsync("2", null, InstanceAction.Delete);
        StartedOperation again = await StartAsync("2", asked, InstanceAction.Delete);

        Assert.Equal((StartKind.Accepted, "Azure accepted the delete of instance 2"), (started.Kind, started.Detail));
        Assert.Equal(new StartedOperation(StartKind.Attached, null, null, "another operation runs on instance 2 (Deleting); waiting for that one"), meanwhile);
        Assert.Equal(new OperationProgress(ActionResult.Succeeded, null, "instance 2 is gone"), end);
        Assert.Equal(new StartedOperation(StartKind.AlreadyDone, null, null, "instance 2 is gone"), again);
        Assert.Equal(["1", "3"], _plane.Azure.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId));
    }

    [Fact]
    public async Task A_delete_does_not_take_a_running_restart_for_its_own()
    {
        await StartAsync("1", Now);

        Assert.Equal(
            new StartedOperation(StartKind.NotNow, null, null, "another operation runs on instance 1 (Updating)"), await StartAsync("1", Now, InstanceAction.Delete));
    }

    [Fact]
    public async Task A_delete_that_failed_leaves_the_instance_and_is_told()
    {
        _plane.Azure.Faults.FailNextOperation("InternalExecutionError", "an error", OperationKind.Delete);
        StartedOperation started = await StartAsync("1", Now, InstanceAction.Delete);

        Assert.Equal(
            new OperationProgress(ActionResult.Failed, null, "the platform says Failed (InternalExecutionError)"),
            await EndAsync("1", started.StatusUrl, InstanceAction.Delete));
        Assert.Equal(ActionResult.Failed, (await EndAsync("1", null, InstanceAction.Delete)).Result);
    }

    [Fact]
    public async Task A_restart_that_is_asked_for_later_is_another_one()
    {
        StartedOperation started = await StartAsync("1", Now);
        await EndAsync("1", started.StatusUrl);

        StartedOperation second = await StartAsync("1", Now);

        Assert.Equal(StartKind.Accepted, second.Kind);
        await EndAsync("1", second.StatusUrl);
        Assert.Equal(2, _plane.Machines["1"].Starts);
    }

    [Fact]
    public async Task An_instance_that_is_not_there_is_gone()
    {
        Assert.Equal(new StartedOperation(StartKind.Gone, null, null, "instance 99 is not there any more"), await StartAsync("99", LongAgo));
        Assert.Equal(new OperationProgress(ActionResult.Failed, null, "instance 99 is not there any more"), await EndAsync("99", null));
    }

    [Fact]
    public async Task An_old_decision_is_dropped_when_the_instance_is_well_by_now()
    {
        VirtualClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using ControlPlane plane = await ControlPlane.StartAsync(new SameTime(clock));
        clock.Advance(TimeSpan.FromMinutes(1));
        DateTime asked = clock.GetUtcNow().UtcDateTime;
        clock.Advance(TimeSpan.FromMinutes(10));
        plane.Machines["2"].Serve();
        await plane.SettledAsync();

        StartedOperation old = await plane.Instances.StartAction(new(InstanceAction.Restart, "2", asked, GuardClient.Held("2")), Guard, Ct);
        StartedOperation stillDown = await plane.Instances.StartAction(new(InstanceAction.Restart, "3", asked, GuardClient.Held("3")), Guard, Ct);

        Assert.Equal((StartKind.NotNeeded, "no restart: the decision is of 12:01:00 UTC, and by now its health extension says healthy"), (old.Kind, old.Detail));
        Assert.Equal((StartKind.NotNow, "the decision is of 12:01:00 UTC, which is too long ago, so it is made anew"), (stillDown.Kind, stillDown.Detail));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_restart_that_is_carried_out_and_answered_with_an_error_is_waited_for_as_the_own_one(int status)
    {
        _plane.Azure.Answers.Tell(new("POST", "*/virtualMachines/1/restart") { Status = status, Text = """{"error":{"code":"ServerError","message":"Something went wrong."}}""" });

        StartedOperation started = await StartAsync("1", Now);

        Assert.Equal(new StartedOperation(StartKind.Attached, null, null, "another operation runs on instance 1 (Updating); waiting for that one"), started);
        Assert.Equal(ActionResult.Succeeded, (await EndAsync("1", url: null)).Result);
        Assert.Equal(1, _plane.Machines["1"].Starts);
    }

    [Fact]
    public async Task Throttling_is_handed_up_with_its_pause_and_not_waited_for()
    {
        _plane.Azure.Faults.Throttle(requests: 1, retryAfter: TimeSpan.FromSeconds(37));

        StartedOperation started = await StartAsync("1", Now);

        Assert.Equal(new StartedOperation(StartKind.NotNow, null, TimeSpan.FromSeconds(37), "the platform asks to slow down (429)"), started);
        Assert.Single(_plane.Azure.Requests.Entries);
    }

    [Fact]
    public async Task Throttling_while_polling_is_no_failure_of_the_operation()
    {
        StartedOperation started = await StartAsync("1", Now);
        _plane.Azure.Faults.Throttle(requests: 1, retryAfter: TimeSpan.FromSeconds(9));

        Assert.Equal(
            new OperationProgress(ActionResult.Running, TimeSpan.FromSeconds(9), "throttled while asking for the progress"),
            await _plane.Instances.PollOperation(new("1", started.StatusUrl, InstanceAction.Restart), Ct));
        await EndAsync("1", started.StatusUrl);
    }

    [Fact]
    public async Task Without_a_status_URL_throttling_is_no_failure_either()
    {
        await StartAsync("1", Now);
        _plane.Azure.Faults.Throttle(requests: 1, retryAfter: TimeSpan.FromSeconds(9));

        Assert.Equal(
            new OperationProgress(ActionResult.Running, TimeSpan.FromSeconds(9), "its progress cannot be read now (429 TooManyRequests)"),
            await _plane.Instances.PollOperation(new("1", null, InstanceAction.Restart), Ct));
    }

    [Fact]
    public async Task A_control_plane_that_is_away_is_asked_again_later()
    {
        StartedOperation before = await StartAsync("1", Now);
        await _plane.Azure.StopAsync(Ct);

        StartedOperation started = await StartAsync("2", Now);
        OperationProgress progress = await _plane.Instances.PollOperation(new("1", before.StatusUrl, InstanceAction.Restart), Ct);

        Assert.Equal((StartKind.NotNow, null), (started.Kind, started.RetryAfter));
        Assert.Equal(ActionResult.Running, progress.Result);
    }

    [Fact]
    public async Task A_failed_operation_is_told_with_its_code()
    {
        _plane.Azure.Faults.FailNextOperation("AllocationFailed", "no capacity");
        StartedOperation started = await StartAsync("1", Now);

        Assert.Equal(
            new OperationProgress(ActionResult.Failed, null, "the platform says Failed (AllocationFailed)"), await EndAsync("1", started.StatusUrl));
    }

    [Fact]
    public async Task Without_a_readable_status_the_instance_itself_is_asked()
    {
        await StartAsync("1", Now);
        string unknown = $"https://management.azure.com/subscriptions/{StageSettings.Subscription}/providers/Microsoft.Compute/locations/westeurope/operations/unknown?api-version=2023-07-01";

        OperationProgress running = await _plane.Instances.PollOperation(new("1", unknown, InstanceAction.Restart), Ct);

        Assert.Equal(new OperationProgress(ActionResult.Running, null, "instance 1 is Updating"), running);
        Assert.Equal(new OperationProgress(ActionResult.Succeeded, null, "instance 1 is Succeeded"), await EndAsync("1", unknown));
    }

    [Theory]
    [InlineData("https://example.com/steal")]
    [InlineData("http://management.azure.com/plain")]
    [InlineData("https://management.azure.com.example.com/")]
    public async Task The_credential_goes_to_ARM_and_to_nobody_else(string url)
    {
        await Assert.ThrowsAsync<UnreadableAnswerException>(() => _plane.Rest.FollowAsync(url, Ct));
        await Assert.ThrowsAsync<UnreadableAnswerException>(() => _plane.Rest.GetAsync(url, Ct));
        Assert.Empty(_plane.Azure.Requests.Entries);
    }
}
