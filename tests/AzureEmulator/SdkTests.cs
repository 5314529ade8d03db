using Azure;
using Azure.ResourceManager.Compute.Models;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The real Azure SDK against the emulator.</summary>
[Trait("Category", "fast")]
public sealed class SdkTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_follows_the_pages_and_carries_the_instance_view()
    {
        await using var stack = await TestStack.StartAsync();
        await Poll.UntilAsync("health of every instance", () => stack.Emulator.ScaleSet.Instances.All(one => one.State.Health.Value == "healthy"));

        List<string> seen = [];
        await foreach (var vm in stack.ScaleSet.GetVirtualMachineScaleSetVms().GetAllAsync(expand: "instanceView", cancellationToken: Ct))
        {
            seen.Add($"{vm.Data.InstanceId} zone {vm.Data.Zones.Single()} {vm.Data.ProvisioningState} {vm.Data.LatestModelApplied} "
                + $"{vm.Data.InstanceView.VmHealthStatus.Code} {string.Join(' ', vm.Data.InstanceView.Statuses.Select(status => status.Code))}");
        }

        Assert.Equal(
            [
                "0 zone 1 Succeeded True HealthState/healthy ProvisioningState/succeeded PowerState/running",
                "1 zone 2 Succeeded True HealthState/healthy ProvisioningState/succeeded PowerState/running",
                "2 zone 3 Succeeded True HealthState/healthy ProvisioningState/succeeded PowerState/running",
            ],
            seen);
        Assert.Equal(2, stack.Emulator.Requests.Matching("GET", "/virtualMachines").Count);
    }

    [Fact]
    public async Task Scale_set_and_its_view_are_read()
    {
        await using var stack = await TestStack.StartAsync();

        var set = (await stack.ScaleSet.GetAsync(cancellationToken: Ct)).Value.Data;
        var view = (await stack.ScaleSet.GetInstanceViewAsync(Ct)).Value;

        Assert.Equal(("web", "westeurope", 3L, "Succeeded"), (set.Name, set.Location.Name, set.Sku.Capacity, set.ProvisioningState));
        Assert.Equal(["1", "2", "3"], set.Zones);
        Assert.Equal([("ProvisioningState/succeeded", 3)], view.VirtualMachineStatusesSummary.Select(one => (one.Code, one.Count!.Value)));
    }

    [Fact]
    public async Task Restart_to_completion_stops_and_starts_the_machine_and_moves_the_provisioning_time()
    {
        await using var stack = await TestStack.StartAsync();
        var before = (await stack.Vm("1").GetInstanceViewAsync(Ct)).Value.Statuses.Single(IsProvisioning).Time;

        var operation = await stack.Vm("1").RestartAsync(WaitUntil.Completed, Ct);

        var after = (await stack.Vm("1").GetInstanceViewAsync(Ct)).Value.Statuses.Single(IsProvisioning);
        Assert.True(operation.HasCompleted);
        Assert.Equal("ProvisioningState/succeeded", after.Code);
        Assert.True(after.Time > before);
        Assert.Equal(["stop", "start"], stack.Machines["1"].Calls);
        Assert.Empty(stack.Machines["0"].Calls);
        Assert.Single(stack.Emulator.Requests.Accepted("restart", "1"));
    }

    [Fact]
    public async Task Restart_only_started_can_be_polled_by_the_caller()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.StickNextOperation();

        var operation = await stack.Vm("1").RestartAsync(WaitUntil.Started, Ct);
        await operation.UpdateStatusAsync(Ct);
        var whileRunning = (operation.HasCompleted, (await stack.Vm("1").GetAsync(cancellationToken: Ct)).Value.Data.ProvisioningState);
        stack.Emulator.Faults.ReleaseStuckOperations();
        await Poll.UntilAsync("the restart to end", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
        await operation.UpdateStatusAsync(Ct);

        Assert.Equal((false, "Updating"), whileRunning);
        Assert.True(operation.HasCompleted);
    }

    [Fact]
    public async Task Second_restart_of_an_instance_is_a_conflict_while_the_first_runs()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.StickNextOperation();
        await stack.Vm("1").RestartAsync(WaitUntil.Started, Ct);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => stack.Vm("1").RestartAsync(WaitUntil.Started, Ct));
        await stack.Vm("2").RestartAsync(WaitUntil.Started, Ct).CompletedAsync();

        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode));
        Assert.Empty(stack.Machines["1"].Calls);
        Assert.Equal(["stop", "start"], stack.Machines["2"].Calls);
    }

    [Fact]
    public async Task Reimage_puts_the_disk_back_while_the_machine_is_down_and_keeps_the_instance()
    {
        await using var stack = await TestStack.StartAsync();
        var before = (await stack.Vm("1").GetAsync(cancellationToken: Ct)).Value.Data;

        await stack.Vm("1").ReimageAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();

        var after = (await stack.Vm("1").GetAsync(cancellationToken: Ct)).Value.Data;
        Assert.Equal(["stop", "reimage", "start"], stack.Machines["1"].Calls);
        Assert.Equal((before.VmId, before.TimeCreated, "Succeeded"), (after.VmId, after.TimeCreated, after.ProvisioningState));
    }

    [Fact]
    public async Task Deleted_instance_is_stopped_and_gone_and_the_capacity_is_one_less()
    {
        await using var stack = await TestStack.StartAsync();

        await stack.Vm("1").DeleteAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();
        await stack.Vm("1").DeleteAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();

        Assert.Equal(["stop"], stack.Machines["1"].Calls);
        Assert.Equal(["0", "2"], stack.Emulator.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId));
        Assert.Equal(2, (await stack.ScaleSet.GetAsync(cancellationToken: Ct)).Value.Data.Sku.Capacity);
        Assert.Equal([202, 204], stack.Emulator.Requests.Matching("DELETE", "/virtualMachines/1").Select(entry => entry.Status));
    }

    [Fact]
    public async Task An_answer_that_is_written_while_an_instance_goes_does_not_show_it_as_done()
    {
        await using var stack = await TestStack.StartAsync();
        var found = stack.Emulator.ScaleSet.Find("1")!;

        await stack.Vm("1").DeleteAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();

        Assert.Equal("deleting", found.State.Provisioning.Value);
    }

    [Fact]
    public async Task Machine_that_does_not_start_fails_the_operation_and_the_next_restart_mends_it()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Machines["1"].CannotStart = true;

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => stack.Vm("1").RestartAsync(WaitUntil.Started, Ct).CompletedAsync());
        var failed = (await stack.Vm("1").GetAsync(InstanceViewType.InstanceView, Ct)).Value.Data;
        stack.Machines["1"].CannotStart = false;
        await stack.Vm("1").RestartAsync(WaitUntil.Started, Ct).CompletedAsync();
        var mended = (await stack.Vm("1").GetAsync(InstanceViewType.InstanceView, Ct)).Value.Data;

        Assert.Equal("InternalExecutionError", failure.ErrorCode);
        Assert.Contains("did not start: port in use", failure.Message, StringComparison.Ordinal);
        Assert.Equal(("Failed", "ProvisioningState/failed PowerState/stopped"), (failed.ProvisioningState, Codes(failed.InstanceView)));
        Assert.Equal(("Succeeded", "ProvisioningState/succeeded PowerState/running"), (mended.ProvisioningState, Codes(mended.InstanceView)));
    }

    [Fact]
    public async Task Machine_that_is_already_dead_is_started_all_the_same()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Machines["1"].CannotStop = true;

        await stack.Vm("1").RestartAsync(WaitUntil.Started, Ct).CompletedAsync();

        Assert.Equal(["stop", "start"], stack.Machines["1"].Calls);
    }

    [Fact]
    public async Task Planned_failure_ends_the_operation_without_touching_the_machine()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.FailNextOperation("OverconstrainedAllocationRequest", "no room");

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => stack.Vm("1").RestartAsync(WaitUntil.Started, Ct).CompletedAsync());

        Assert.Equal("OverconstrainedAllocationRequest", failure.ErrorCode);
        Assert.Empty(stack.Machines["1"].Calls);
    }

    [Fact]
    public async Task Throttled_reads_come_through_after_the_sdk_has_waited()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.Throttle(requests: 1, TimeSpan.Zero);

        var set = await stack.ScaleSet.GetAsync(cancellationToken: Ct);

        Assert.Equal("web", set.Value.Data.Name);
        Assert.Equal([429, 200], stack.Emulator.Requests.Entries.Select(entry => entry.Status));
    }

    [Fact]
    public async Task Unknown_instance_is_not_found()
    {
        await using var stack = await TestStack.StartAsync();

        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => stack.Vm("7").GetAsync(cancellationToken: Ct));

        Assert.Equal((404, "InstanceNotFound"), (missing.Status, missing.ErrorCode));
    }

    private static bool IsProvisioning(InstanceViewStatus status) => status.Code.StartsWith("ProvisioningState/", StringComparison.Ordinal);

    private static string Codes(VirtualMachineScaleSetVmInstanceView view) => string.Join(' ', view.Statuses.Select(status => status.Code));
}
