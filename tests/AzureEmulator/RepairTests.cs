using System.Net;
using System.Text;
using Azure;
using Azure.ResourceManager.Compute.Models;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The scale set's own automatic repairs.</summary>
[Trait("Category", "fast")]
public sealed class RepairTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("unhealthy", "succeeded", 10, false, false, null, true)]
    [InlineData("unhealthy", "succeeded", 9, false, false, null, false)]
    [InlineData("healthy", "succeeded", 60, false, false, null, false)]
    [InlineData("initializing", "succeeded", 60, false, false, null, false)]
    [InlineData("unhealthy", "failed", 60, false, false, null, false)]
    [InlineData("unhealthy", "succeeded", 60, true, false, null, false)]
    [InlineData("unhealthy", "succeeded", 60, false, true, null, false)]
    [InlineData("unhealthy", "succeeded", 60, false, false, "an operation", false)]
    public void Repair_is_due_after_the_grace_period_unless_something_speaks_against_it(
        string health, string provisioning, int minutes, bool fromScaleIn, bool fromActions, string? operation, bool due)
    {
        InstanceState state = new(new(provisioning, Noon - TimeSpan.FromMinutes(minutes)), new("running", Noon), new(health, Noon), operation)
        {
            Protection = new(fromScaleIn, fromActions),
        };

        Assert.Equal(due, RepairPolicy.IsDue(state, Grace, Noon));
    }

    [Theory]
    [InlineData(3, 0, 1)]
    [InlineData(3, 1, 0)]
    [InlineData(39, 0, 1)]
    [InlineData(40, 0, 2)]
    [InlineData(100, 2, 3)]
    public void At_most_one_in_twenty_is_repaired_at_once(int instances, int running, int chosen)
    {
        InstanceState sick = new(new("succeeded", Noon - Grace), new("running", Noon), new("unhealthy", Noon), RunningOperation: null);
        var all = Enumerable.Range(0, instances)
            .Select(id => (Instance.Present(new($"{id}", "1", $"10.0.0.{id}", 80), new FakeMachine(), TimeProvider.System), sick))
            .ToList();

        Assert.Equal(chosen, RepairPolicy.Choose(all, running, Grace, Noon).Count);
    }

    [Theory]
    [InlineData(AutomaticRepairAction.Restart, "1", "stop,start")]
    [InlineData(AutomaticRepairAction.Reimage, "1", "stop,reimage,start")]
    [InlineData(AutomaticRepairAction.Replace, "3", "start")]
    public async Task Unhealthy_instance_is_repaired_by_the_policys_action(AutomaticRepairAction action, string survivor, string calls)
    {
        await using var stack = await StartAsync(new(TimeSpan.FromMilliseconds(100), action));

        stack.Machines["1"].Healthy = false;
        await Poll.UntilAsync("the repair", () => Repairs(stack).Any(repair => repair.EndTime is not null));

        Assert.Equal(calls, string.Join(',', stack.Machines[survivor].Calls));
        Assert.Equal(["0", survivor, "2"], stack.Emulator.ScaleSet.Instances.OrderBy(one => one.Spec.PrivateIp).Select(one => one.Spec.InstanceId));
        Assert.Equal(3, stack.Emulator.ScaleSet.State.Capacity);
        Assert.Empty(stack.Emulator.Requests.Entries);
    }

    [Fact]
    public async Task Replacement_without_room_leaves_one_less_and_the_same_capacity_asked_for_again_makes_it()
    {
        await using var stack = await StartAsync(new(TimeSpan.FromMilliseconds(100)));
        stack.Emulator.Faults.AllocationRefused = true;

        stack.Machines["1"].Healthy = false;
        await Poll.UntilAsync("the repair", () => Repairs(stack).Any(repair => repair.EndTime is not null));
        var without = (Repairs(stack).Single().Error?.Code, stack.Emulator.ScaleSet.Instances.Count, stack.Emulator.ScaleSet.State.Capacity);
        stack.Emulator.Faults.AllocationRefused = false;
        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, new() { Sku = new() { Capacity = 3 } }, Ct).CompletedAsync();

        Assert.Equal(("AllocationFailed", 2, 3), without);
        Assert.Equal(["0", "2", "3"], stack.Emulator.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId));
    }

    [Fact]
    public async Task Suspended_repairs_leave_everybody_alone_until_they_are_resumed()
    {
        await using var stack = await StartAsync(new(TimeSpan.Zero, AutomaticRepairAction.Restart));
        Assert.Equal("Running", await ServiceAsync(stack));
        await SetAsync(stack, OrchestrationServiceStateAction.Suspend);

        stack.Machines["1"].Healthy = false;
        await Poll.UntilAsync("the instance to be unhealthy", () => stack.Emulator.ScaleSet.Find("1")!.State.Health.Value == "unhealthy");
        RepairMonitor monitor = new(TestStack.Options, new(TimeSpan.Zero), stack.Emulator.ScaleSet, stack.Emulator.Operations, stack.Emulator.Actions);
        var whileSuspended = monitor.Look();
        var shown = await ServiceAsync(stack);
        await SetAsync(stack, OrchestrationServiceStateAction.Resume);
        await Poll.UntilAsync("the repair", () => Repairs(stack).Any());

        Assert.Equal(("Suspended", "Running"), (shown, await ServiceAsync(stack)));
        Assert.Empty(whileSuspended);
    }

    [Fact]
    public async Task A_suspension_that_is_stuck_changes_nothing_once_something_newer_was_asked_for()
    {
        await using var stack = await StartAsync(new(Grace));
        stack.Emulator.Faults.StickNextOperation(OperationKind.OrchestrationService);
        await stack.ScaleSet.SetOrchestrationServiceStateAsync(
            WaitUntil.Started, new(OrchestrationServiceName.AutomaticRepairs, OrchestrationServiceStateAction.Suspend), Ct);
        await SetAsync(stack, OrchestrationServiceStateAction.Resume);

        stack.Emulator.Faults.ReleaseStuckOperations();
        await Poll.UntilAsync("both to end", () => stack.Emulator.Operations.All.All(operation => operation.EndTime is not null));

        Assert.Equal("Running", await ServiceAsync(stack));
        Assert.Equal(["OperationPreempted", null], stack.Emulator.Operations.All.Select(operation => operation.Error?.Code));
    }

    [Fact]
    public async Task Change_of_an_instance_gives_it_a_new_grace_period()
    {
        ManualClock clock = new(Noon);
        await using var emulator = EmulatedAzure.Build(TestStack.Options with { Clock = clock, AutomaticRepairs = new(Grace, AutomaticRepairAction.Restart) }, new FakeMachines());
        RepairMonitor monitor = new(TestStack.Options with { Clock = clock }, new(Grace, AutomaticRepairAction.Restart), emulator.ScaleSet, emulator.Operations, emulator.Actions);
        var instance = emulator.ScaleSet.Find("1")!;
        instance.ReportHealth("unhealthy", Noon);

        clock.Advance(Grace - TimeSpan.FromSeconds(1));
        emulator.Actions.Protect(instance, InstanceProtection.None);
        await Poll.UntilAsync("the update to end", () => instance.State.RunningOperation is null);
        clock.Advance(TimeSpan.FromSeconds(1));
        var early = monitor.Look();
        clock.Advance(Grace);
        var due = monitor.Look();

        Assert.Empty(early);
        Assert.Equal(("restart", "1", Initiator.AutomaticRepairs), (due.Single().Kind, due.Single().InstanceId, due.Single().By));
    }

    [Fact]
    public async Task Service_of_a_set_without_repairs_does_not_run_and_cannot_be_set()
    {
        await using var stack = await TestStack.StartAsync();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => SetAsync(stack, OrchestrationServiceStateAction.Suspend));

        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode));
        Assert.Equal(OrchestrationServiceState.NotRunning.ToString(), await ServiceAsync(stack));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"serviceName":"AutomaticRepairs","action":"Stop"}""")]
    [InlineData("""{"serviceName":"Other","action":"Suspend"}""")]
    public async Task Service_and_action_must_be_known(string body)
    {
        await using var stack = await StartAsync(new(Grace));

        using StringContent content = new(body, Encoding.UTF8, "application/json");
        using var answer = await stack.Http.PostAsync($"{TestStack.Set}/setOrchestrationServiceState?api-version=2023-07-01", content, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static Task<TestStack> StartAsync(AutomaticRepairsPolicy policy) =>
        TestStack.StartAsync(options => options with { AutomaticRepairs = policy });

    private static IEnumerable<Operation> Repairs(TestStack stack) =>
        stack.Emulator.Operations.All.Where(operation => operation.By == Initiator.AutomaticRepairs);

    private static async Task<string?> ServiceAsync(TestStack stack) =>
        (await stack.ScaleSet.GetInstanceViewAsync(Ct)).Value.OrchestrationServices.Single().ServiceState?.ToString();

    private static Task SetAsync(TestStack stack, OrchestrationServiceStateAction action) =>
        stack.ScaleSet.SetOrchestrationServiceStateAsync(WaitUntil.Started, new(OrchestrationServiceName.AutomaticRepairs, action), Ct).CompletedAsync();
}
