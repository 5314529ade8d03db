using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Instances;

[Trait("Category", "fast")]
public sealed class CapacityCorrectionTests
{
    private static readonly ScaleSetSnapshot Right = new(3, "Succeeded", ["1", "2", "3"]);
    private static readonly ScaleSetSnapshot TooMuch = Right with { Capacity = 4 };
    private static readonly ScaleSetSnapshot Changing = TooMuch with { ProvisioningState = "Updating" };

    [Fact]
    public async Task A_capacity_that_is_right_is_left() => Assert.Equal(new Course(null, 1, []), await RunAsync(Right));

    [Fact]
    public async Task An_excess_that_is_seen_twice_is_taken_back() =>
        Assert.Equal(new Course(null, 3, ["Capacity 4 with 3 instances: restored"]), await RunAsync(TooMuch, TooMuch, Right));

    [Fact]
    public async Task What_the_platform_refuses_for_good_is_asked_for_once_and_told()
    {
        StartedOperation refused = new(StartKind.Refused, null, null, "the platform refused: 409 ScopeLocked");

        Course course = await RunAsync(new(), refused, [new ScaleSetCheck(TooMuch, null, null)]);

        Assert.Equal(
            new Course("its capacity is 4, although there are 3 instances and 3 are right: the platform refused: 409 ScopeLocked", 2, ["Capacity 4 with 3 instances: the platform refused: 409 ScopeLocked"]), course);
    }

    [Fact]
    public async Task A_list_that_is_behind_for_a_moment_changes_nothing() =>
        Assert.Equal(new Course(null, 2, []), await RunAsync(TooMuch, TooMuch with { Ids = ["1", "2", "3", "4"] }));

    [Fact]
    public async Task As_long_as_the_platform_is_at_it_nothing_is_written() =>
        Assert.Equal(new Course(null, 4, []), await RunAsync(Changing, Changing, Changing, Right));

    [Fact]
    public async Task What_does_not_come_right_in_time_is_told()
    {
        Course course = await RunAsync(Changing);

        Assert.Equal("its capacity is 4, although there are 3 instances and 3 are right", course.Left);
    }

    [Theory]
    [InlineData(null, 4)] // at 0, 10, 20 and 25 s
    [InlineData(15, 3)]
    [InlineData(7_000, 2)]
    public async Task What_is_not_right_or_cannot_be_read_is_looked_at_once_more_at_the_deadline(int? retryAfter, int looks)
    {
        RecoveryOptions limits = new() { RestartDeadline = TimeSpan.FromSeconds(25) };
        TimeSpan? asked = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        Course course = await RunAsync(limits, new ScaleSetCheck(retryAfter is null ? Changing : null, asked, "the scale set cannot be read (429)"));

        Assert.Equal(looks, course.Looks);
    }

    [Fact]
    public async Task What_comes_right_at_the_deadline_is_right() =>
        Assert.Null((await RunAsync(new() { RestartDeadline = TimeSpan.FromSeconds(25) }, [.. new[] { Changing, Changing, Changing, Right }.Select(look => new ScaleSetCheck(look, null, null))])).Left);

    [Theory]
    [InlineData(null)]
    [InlineData(500)] // it is carried out all the same
    public async Task The_platform_owes_nothing_after_a_repair_that_found_no_room(int? status)
    {
        await using ControlPlane plane = await ControlPlane.StartAsync(
            pace: Pace.Fast with { DeleteDuration = TimeSpan.FromMilliseconds(5) }, repairs: new AutomaticRepairsPolicy(TimeSpan.Zero));
        plane.Azure.Faults.AllocationRefused = true;
        plane.Machines["2"].Serve();
        plane.Machines["3"].Serve();
        CapacityActivities activities = plane.Get<CapacityActivities>();
        CancellationToken ct = TestContext.Current.CancellationToken;
        ScaleSetSnapshot owed = (await Eventually.Is(
            () => activities.ReadScaleSet("a test", ct), look => look.Set is { Capacity: 3, Ids: ["2", "3"] }, "instance 1 is gone and none came")).Set!;

        StartedOperation stale = await activities.RestoreCapacity(new(2, owed with { Ids = ["1", "2", "3"] }, GuardClient.Held("1")), new GuardClient(), ct);
        if (status is not null)
        {
            plane.Azure.Answers.Tell(new AlteredAnswer("PATCH", "*/web") { Status = status, Text = "", Times = 1 });
        }

        StartedOperation restored = await Eventually.Is(
            () => activities.RestoreCapacity(new(2, owed, GuardClient.Held("1")), new GuardClient(), ct),
            started => status is null ? started.Kind == StartKind.Accepted : plane.Azure.Answers.Told > 0, "the repair has ended");

        Assert.Equal((StartKind.AlreadyDone, "capacity left at 3 with 2 instances"), (stale.Kind, stale.Detail));
        Assert.Equal(status is null ? "capacity 2 instead of 3 accepted" : "capacity left at 2 with 2 instances", restored.Detail);
        Assert.Equal((2, "2 3"), (plane.Azure.ScaleSet.State.Capacity, string.Join(' ', plane.Azure.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the set says nothing of how many it has
    public async Task A_list_that_goes_on_lacking_an_instance_has_nobody_deleted(bool isUncounted)
    {
        await using ControlPlane plane = await ControlPlane.StartAsync(pace: Pace.Fast);
        plane.Azure.Answers.Tell(new AlteredAnswer("GET", "*/virtualMachines") { Json = list => (list["value"] as JsonArray)?.RemoveAll(one => $"{one?["instanceId"]}" == "3") });
        if (isUncounted)
        {
            plane.Azure.Answers.Tell(new AlteredAnswer("GET", "*/instanceView") { Json = view => view.AsObject().Remove("virtualMachine") });
        }

        CapacityActivities activities = plane.Get<CapacityActivities>();
        CancellationToken ct = TestContext.Current.CancellationToken;
        ScaleSetSnapshot seen = (await activities.ReadScaleSet("a test", ct)).Set!;

        StartedOperation restored = await activities.RestoreCapacity(new(2, seen, GuardClient.Held("1")), new GuardClient(), ct);

        Assert.Equal((3, "1 2"), (seen.Capacity, string.Join(' ', seen.Ids)));
        Assert.Equal((StartKind.AlreadyDone, "capacity left at 3 with 2 instances"), (restored.Kind, restored.Detail));
        Assert.Equal(3, plane.Azure.ScaleSet.State.Capacity);
    }

    private static Task<Course> RunAsync(params ScaleSetSnapshot[] looks) => RunAsync(new RecoveryOptions(), [.. looks.Select(look => new ScaleSetCheck(look, null, null))]);

    private static Task<Course> RunAsync(RecoveryOptions limits, params ScaleSetCheck[] looks) => RunAsync(limits, new StartedOperation(StartKind.Accepted, null, null, "restored"), looks);

    private static async Task<Course> RunAsync(RecoveryOptions limits, StartedOperation restored, ScaleSetCheck[] looks)
    {
        VirtualClock clock = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(new Looks(looks) { Restored = restored }).BuildServiceProvider();
        await using DurableRuntime runtime = new(
            FunctionCatalog.FromTypes(typeof(CorrectionAlone), typeof(ScriptedSet)), services, new RuntimeOptions { Clock = clock });
        await runtime.StartAsync();
        await runtime.Client.ScheduleNewOrchestrationInstanceAsync(nameof(CorrectionAlone.Correct), limits, new StartOrchestrationOptions("one"));
        Assert.True(await VirtualRun.UntilEndedAsync(runtime, clock, "one", clock.GetUtcNow().AddHours(1)), "the correction does not end");
        Course course = (await runtime.Client.GetInstanceAsync("one", getInputsAndOutputs: true))!.ReadOutputAs<Course>()!;
        return course with { Looks = services.GetRequiredService<Looks>().Count };
    }

    private sealed record Course(string? Left, int Looks, IReadOnlyList<string> Told)
    {
        public bool Equals(Course? other) => other is not null && (Left, Looks) == (other.Left, other.Looks) && Told.SequenceEqual(other.Told);

        public override int GetHashCode() => HashCode.Combine(Left, Looks, Told.Count);
    }

    /// <summary>A correction and nothing else, as an orchestration; three instances were there before.</summary>
    private static class CorrectionAlone
    {
        [Function(nameof(Correct))]
        public static async Task<Course> Correct([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryOptions limits)
        {
            List<string> told = [];
            string? left = await CapacityCorrection.RunAsync(new(context, limits.MaxWait), atLeast: 3, limits, GuardClient.Held("1"), (_, says) => told.Add(says.Text));
            return new(left, 0, told);
        }
    }

    /// <summary>What each look sees; the last one is repeated.</summary>
    internal sealed class Looks(ScaleSetCheck[] looks)
    {
        public int Count { get; private set; }

        public required StartedOperation Restored { get; init; }

        public ScaleSetCheck Next() => looks[Math.Min(Count++, looks.Length - 1)];
    }

    internal sealed class ScriptedSet(Looks looks)
    {
        [Function(nameof(CapacityActivities.ReadScaleSet))]
        public ScaleSetCheck Look([ActivityTrigger] string askedBy) => looks.Next();

        [Function(nameof(CapacityActivities.RestoreCapacity))]
        public StartedOperation Restore([ActivityTrigger] CapacityActivities.RestoreInput input) => looks.Restored;
    }
}
