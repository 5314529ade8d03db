using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Functions.Tests.Instances;

/// <summary>The capacity of the emulated scale set, with the real SDK.</summary>
[Trait("Category", "fast")]
public sealed class CapacityActivitiesTests : IAsyncLifetime
{
    private static readonly string[] Known = ["1", "2", "3"];
    private ControlPlane _plane = null!;

    private GuardClient Guard { get; } = new();

    public async ValueTask InitializeAsync() => _plane = await ControlPlane.StartAsync(pace: Pace.Fast with { CreateDuration = TimeSpan.FromMilliseconds(100) });

    public ValueTask DisposeAsync() => _plane.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private CapacityActivities Activities => _plane.Get<CapacityActivities>();

    private Task<StartedOperation> AddOneAsync() => Activities.StartCapacity(new(4, Known, "1", Now, GuardClient.Held("1")), Guard, Ct);

    private async Task<OperationProgress> EndAsync(StartedOperation started) => await Eventually.Is(
        () => Activities.PollCapacity(new(started.StatusUrl), Ct), progress => progress.Result != ActionResult.Running, "the change ends");

    private async Task<ScaleSetSnapshot> ObserveAsync() => (await Activities.ReadScaleSet("a test", Ct)).Set!;

    private int Patches => _plane.Azure.Requests.Matching("PATCH", "/web").Count;

    private static void Says(int capacity, string[] ids, ScaleSetSnapshot seen) => Assert.True(new ScaleSetSnapshot(capacity, "", ids).SaysAs(seen), $"{seen.Capacity}: {string.Join(' ', seen.Ids)}");

    [Fact]
    public async Task One_more_is_added_and_a_repeated_delivery_adds_no_second()
    {
        StartedOperation started = await AddOneAsync();
        StartedOperation meanwhile = await AddOneAsync();
        OperationProgress end = await EndAsync(started);
        StartedOperation after = await AddOneAsync();

        Assert.Equal((StartKind.Accepted, "capacity 4 instead of 3 accepted"), (started.Kind, started.Detail));
        Assert.Equal((StartKind.AlreadyDone, StartKind.AlreadyDone), (meanwhile.Kind, after.Kind));
        Assert.Equal("instance 4 was added since this was asked for", after.Detail);
        Assert.Equal(ActionResult.Succeeded, end.Result);
        Says(4, ["1", "2", "3", "4"], await ObserveAsync());
        Assert.Equal(1, Patches);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task An_addition_that_is_answered_with_an_error_and_carried_out_all_the_same_is_found(int status)
    {
        _plane.Azure.Answers.Tell(new AlteredAnswer("PATCH", "*/web") { Status = status, Text = """{"error":{"code":"InternalServerError","message":"try later"}}""", Times = 1 });

        StartedOperation started = await AddOneAsync();

        Assert.Equal((StartKind.Attached, 1), (started.Kind, Patches));
        Assert.Equal(ActionResult.Succeeded, (await EndAsync(started)).Result);
        Says(4, ["1", "2", "3", "4"], await ObserveAsync());
    }

    [Fact]
    public async Task An_addition_that_is_answered_with_an_error_and_not_carried_out_is_asked_for_later()
    {
        _plane.Azure.Answers.Tell(new AlteredAnswer("PATCH", "*/web") { Status = 503, IsInstead = true, Text = "", Times = 1 });

        StartedOperation started = await AddOneAsync();

        Assert.Equal((StartKind.NotNow, 1), (started.Kind, (await AddOneAsync()).Kind == StartKind.Accepted ? 1 : 0));
    }

    [Fact]
    public async Task An_addition_that_was_decided_on_too_long_ago_is_decided_on_anew_although_the_instance_is_still_sick()
    {
        DateTime longAgo = Now.AddMinutes(-3);

        StartedOperation started = await Activities.StartCapacity(new(4, Known, "1", longAgo, GuardClient.Held("1")), Guard, Ct);

        Assert.Equal((StartKind.NotNow, TimeSpan.Zero, 0), (started.Kind, started.RetryAfter, Patches));
    }

    [Fact]
    public async Task An_addition_that_was_made_before_the_automation_went_away_is_not_made_again_however_long_that_was()
    {
        await AddOneAsync();

        StartedOperation again = await Activities.StartCapacity(new(4, Known, "1", Now.AddMinutes(-3), GuardClient.Held("1")), Guard, Ct);

        Assert.Equal((StartKind.AlreadyDone, 1), (again.Kind, Patches));
    }

    [Fact]
    public async Task An_addition_that_an_earlier_delivery_has_asked_for_is_not_asked_for_again_though_the_set_does_not_show_it()
    {
        Guard.Accept("1", 1, "https://management.azure.com/its-progress");

        // However old the decision has grown.
        StartedOperation second = await Activities.StartCapacity(new(4, Known, "1", Now.AddHours(-1), GuardClient.Held("1") with { RequestNumber = 1 }), Guard, Ct);

        Assert.Equal((StartKind.Attached, "https://management.azure.com/its-progress", 0), (second.Kind, second.StatusUrl, Patches));
    }

    [Fact]
    public async Task An_addition_whose_answer_nobody_noted_is_found_by_the_set()
    {
        Guard.MissesAcceptance = true;
        CapacityActivities.CapacityInput input = new(4, Known, "1", Now, GuardClient.Held("1") with { RequestNumber = 1 });
        StartedOperation first = await Activities.StartCapacity(input, Guard, Ct);

        StartedOperation second = await Activities.StartCapacity(input, Guard, Ct);

        Assert.Equal((StartKind.Accepted, StartKind.AlreadyDone, 1), (first.Kind, second.Kind, Patches));
    }

    [Fact]
    public async Task What_autoscale_adds_between_the_look_and_the_write_is_not_overwritten()
    {
        ScaleSetCapacity capacity = _plane.Get<ScaleSetCapacity>();
        Clearance clearance = (await PermitClearance.AskAsync(Guard, GuardClient.Held("1"), TimeProvider.System, Ct)).Given!;
        int looks = 0;

        CapacityChange change = await capacity.ChangeAsync(
            now =>
            {
                if (++looks == 1)
                {
                    Assert.NotNull(_plane.Azure.SetActions.Resize(6).Operation);
                }

                return now.Capacity >= 4 ? null : 4;
            },
            clearance, Ct);

        Assert.Equal((2, 6, null), (looks, change.Before.Capacity, change.Written));
        await Eventually.Is(ObserveAsync, set => set.Ids.Count == 6, "autoscale's instances are there");
        Assert.Contains("1", (await ObserveAsync()).Ids);
    }

    [Fact]
    public async Task Somebody_who_lowered_the_capacity_meanwhile_is_not_overruled()
    {
        await Eventually.Is(() => Task.FromResult(_plane.Azure.Actions.Delete(_plane.Azure.ScaleSet.Find("3")!)), start => start.Operation is not null, "the delete begins");
        await Eventually.Is(ObserveAsync, set => set.Capacity == 2, "the capacity is lower");

        StartedOperation started = await AddOneAsync();

        Assert.Equal((StartKind.Accepted, "capacity 3 instead of 2 accepted"), (started.Kind, started.Detail));
    }

    [Fact]
    public async Task Without_room_the_change_ends_as_failed_with_the_code()
    {
        _plane.Azure.Faults.AllocationRefused = true;

        OperationProgress end = await EndAsync(await AddOneAsync());

        Assert.Equal(new OperationProgress(ActionResult.Failed, null, "the platform says Failed (AllocationFailed)"), end);
    }

    [Fact]
    public async Task A_running_change_is_followed_by_the_set_itself_when_there_is_no_URL()
    {
        _plane.Azure.Faults.StickNextOperation(OperationKind.Capacity);
        await AddOneAsync();

        OperationProgress running = await Activities.PollCapacity(new(null), Ct);
        _plane.Azure.Faults.ReleaseStuckOperations();
        OperationProgress end = await EndAsync(new(StartKind.Accepted, null, null, ""));

        Assert.Equal(new OperationProgress(ActionResult.Running, null, "the scale set is Updating"), running);
        Assert.Equal(new OperationProgress(ActionResult.Succeeded, null, "the scale set is Succeeded"), end);
    }

    [Fact]
    public async Task While_a_rolling_upgrade_runs_it_is_to_be_asked_for_later()
    {
        _plane.Azure.Upgrades.Start(held: true);

        StartedOperation started = await AddOneAsync();

        Assert.Equal((StartKind.NotNow, null), (started.Kind, started.RetryAfter));
        Assert.StartsWith("another operation is in the way (409", started.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_added_for_an_instance_that_is_gone()
    {
        Assert.Equal(
            new StartedOperation(StartKind.Gone, null, null, "instance 9 is not there any more"), await Activities.StartCapacity(new(4, Known, "9", Now, GuardClient.Held("9")), Guard, Ct));
        Assert.Equal(0, Patches);
    }

    [Fact]
    public async Task A_capacity_that_is_right_is_left()
    {
        StartedOperation restored = await Activities.RestoreCapacity(new(3, await ObserveAsync(), GuardClient.Held("1")), Guard, Ct);

        Assert.Equal(new StartedOperation(StartKind.AlreadyDone, null, null, "capacity left at 3 with 3 instances"), restored);
        Assert.Equal(0, Patches);
    }

    [Fact]
    public async Task A_scale_set_that_cannot_be_read_is_told_with_its_pause()
    {
        _plane.Azure.Faults.Throttle(requests: 1, TimeSpan.FromSeconds(11));

        Assert.Equal(new ScaleSetCheck(null, TimeSpan.FromSeconds(11), "the scale set cannot be read (429 TooManyRequests)"), await Activities.ReadScaleSet("a test", Ct));
    }

    [Theory]
    [InlineData(4, 3, 3, 3)]
    [InlineData(4, 4, 3, null)]
    [InlineData(3, 3, 3, null)]
    [InlineData(3, 2, 3, null)]
    [InlineData(6, 4, 3, 4)]
    [InlineData(2, 3, 3, null)]
    [InlineData(4, 2, 3, 3)]
    public void The_right_capacity_is_never_below_what_was_nor_below_what_is(int capacity, int instances, int atLeast, int? right) =>
        Assert.Equal(right, CapacityPolicy.Corrected(new(capacity, "Succeeded", [.. Enumerable.Range(1, instances).Select(id => $"{id}")]), atLeast));
}
