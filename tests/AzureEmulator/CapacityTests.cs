using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure;
using Azure.ResourceManager.Compute.Models;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>The scale set grows and shrinks, through the real Azure SDK.</summary>
[Trait("Category", "fast")]
public sealed class CapacityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_instance_has_a_new_id_the_emptiest_zone_and_a_spare_address_and_serves_when_the_change_ends()
    {
        await using var stack = await StartAsync();
        var changes = Changes(stack);

        await stack.ScaleSet.UpdateAsync(WaitUntil.Completed, Capacity(4), Ct);

        Assert.Equal(new MachineSpec("3", "1", "127.0.1.7", 8080), stack.Emulator.ScaleSet.Find("3")!.Spec);
        Assert.Equal(["start"], stack.Machines["3"].Calls);
        Assert.Equal(["Made 3", "Added 3"], changes);
        Assert.Equal(("Succeeded", 4L), await SetAsync(stack));
        Assert.Equal("healthy", stack.Emulator.ScaleSet.Find("3")!.State.Health.Value);
    }

    [Fact]
    public async Task Request_log_says_which_capacity_was_asked_for_and_refused()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Answers.Tell(new("PATCH", "*") { IsInstead = true, Status = 409, Text = """{"error":{"code":"ScopeLocked","message":"locked"}}""", Times = 1 });

        await Assert.ThrowsAsync<RequestFailedException>(() => stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(7), Ct));
        await stack.ScaleSet.UpdateAsync(WaitUntil.Completed, Capacity(4), Ct);

        Assert.Equal(
            [(7, "ScopeLocked"), (4, null)],
            stack.Emulator.Requests.Entries.Where(entry => entry.Method == "PATCH").Select(entry => (entry.Capacity ?? 0, entry.Error)));
    }

    [Fact]
    public async Task Set_is_updating_and_shows_the_asked_for_capacity_until_the_new_machine_serves()
    {
        await using var stack = await StartAsync();
        stack.Machines.Prepare = machine => machine.ServesAfterStart = false;

        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(4), Ct);
        await Poll.UntilAsync("the new machine to run", () => stack.Emulator.ScaleSet.Find("3")?.State.Power.Value == "running");
        var meanwhile = (await SetAsync(stack), (await stack.Vm("3").GetAsync(cancellationToken: Ct)).Value.Data.ProvisioningState);
        stack.Machines["3"].Healthy = true;
        await EndAsync(stack);

        Assert.Equal((("Updating", 4L), "Creating"), meanwhile);
        Assert.Equal(("Succeeded", 4L), await SetAsync(stack));
    }

    [Fact]
    public async Task Smaller_capacity_takes_the_newest_of_the_fullest_zone_and_never_a_protected_one()
    {
        await using var stack = await StartAsync();
        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(5), Ct).CompletedAsync();
        await ProtectAsync(stack, "3", new VirtualMachineScaleSetVmProtectionPolicy { ProtectFromScaleIn = true });
        var changes = Changes(stack);

        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(3), Ct).CompletedAsync();

        // Zones 1 (0, 3), 2 (1, 4), 3 (2): first 4 as the newest of the full zones, then 0 of zone 1, for 3 is protected.
        Assert.Equal(["1", "2", "3"], stack.Emulator.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId));
        Assert.Equal(["Removed 0", "Removed 4", "Removing 0", "Removing 4"], changes.Order());
        Assert.Equal(("Succeeded", 3L), await SetAsync(stack));
    }

    [Fact]
    public async Task Id_of_a_deleted_instance_never_comes_back_but_its_address_does()
    {
        await using var stack = await StartAsync();
        await stack.Vm("1").DeleteAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();

        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(3), Ct).CompletedAsync();

        Assert.Equal(
            [new("0", "1", "127.0.1.4", 8080), new("2", "3", "127.0.1.6", 8080), new MachineSpec("3", "2", "127.0.1.5", 8080)],
            stack.Emulator.ScaleSet.Instances.Select(instance => instance.Spec));
    }

    [Fact]
    public async Task Refused_allocation_fails_the_change_and_leaves_what_was()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.AllocationRefused = true;

        await Assert.ThrowsAsync<RequestFailedException>(() => stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(4), Ct).CompletedAsync());
        var why = await WhyAsync(stack);
        var failed = await SetAsync(stack);
        stack.Emulator.Faults.AllocationRefused = false;
        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(4), Ct).CompletedAsync();

        Assert.Equal("AllocationFailed", why);
        Assert.Equal(("Failed", 3L), failed);
        Assert.Equal(("Succeeded", 4L), await SetAsync(stack));
    }

    [Fact]
    public async Task More_instances_than_addresses_make_none_at_all()
    {
        await using var stack = await StartAsync();

        await Assert.ThrowsAsync<RequestFailedException>(() => stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(6), Ct).CompletedAsync());

        Assert.Equal("SubnetIsFull", await WhyAsync(stack));
        Assert.Equal(3, stack.Emulator.ScaleSet.Instances.Count);
    }

    [Fact]
    public async Task New_machine_that_does_not_start_stays_as_a_failed_instance()
    {
        await using var stack = await StartAsync();
        stack.Machines.Prepare = machine => machine.CannotStart = true;

        await Assert.ThrowsAsync<RequestFailedException>(() => stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(4), Ct).CompletedAsync());

        Assert.Equal("InternalExecutionError", await WhyAsync(stack));
        Assert.Equal("Failed", (await stack.Vm("3").GetAsync(cancellationToken: Ct)).Value.Data.ProvisioningState);
        Assert.Equal(("Failed", 4L), await SetAsync(stack));
    }

    [Fact]
    public async Task Answer_to_a_change_leads_to_its_operation()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.FailNextOperation("AllocationFailed", "no room", kind: OperationKind.Capacity);

        using StringContent content = new("""{"sku":{"capacity":4},"properties":{}}""", Encoding.UTF8, "application/json");
        using var answer = await stack.Http.PatchAsync($"{TestStack.Set}?api-version=2023-07-01", content, Ct);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        await EndAsync(stack);
        Uri status = new(answer.Headers.GetValues("Azure-AsyncOperation").Single());
        var operation = JsonNode.Parse(await stack.Http.GetStringAsync(status.PathAndQuery, Ct))!;

        Assert.Equal((HttpStatusCode.OK, 4, "Updating"), (answer.StatusCode, body["sku"]!["capacity"]!.GetValue<int>(), body["properties"]!["provisioningState"]!.GetValue<string>()));
        Assert.Equal("""{"code":"AllocationFailed","message":"no room"}""", operation["error"]!.ToJsonString());
        Assert.Equal(("Failed", 3L), await SetAsync(stack));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("\"4\"")]
    [InlineData("4.5")]
    public async Task Capacity_that_is_no_number_of_instances_is_refused(string capacity)
    {
        await using var stack = await StartAsync();

        using StringContent content = new($$$"""{"sku":{"capacity":{{{capacity}}}}}""", Encoding.UTF8, "application/json");
        using var answer = await stack.Http.PatchAsync($"{TestStack.Set}?api-version=2023-07-01", content, Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(stack.Emulator.Operations.All);
    }

    [Fact]
    public async Task Change_to_the_present_capacity_changes_nothing()
    {
        await using var stack = await StartAsync();

        await stack.ScaleSet.UpdateAsync(WaitUntil.Started, Capacity(3), Ct).CompletedAsync();

        Assert.Empty(stack.Emulator.Operations.All);
    }

    private static Task<TestStack> StartAsync() =>
        TestStack.StartAsync(options => options with { SpareAddresses = ["127.0.1.7", "127.0.1.8"] });

    private static VirtualMachineScaleSetPatch Capacity(long capacity) => new() { Sku = new ComputeSku { Capacity = capacity } };

    private static ConcurrentQueue<string> Changes(TestStack stack)
    {
        ConcurrentQueue<string> changes = new();
        stack.Emulator.ScaleSet.Changed += change => changes.Enqueue($"{change.Stage} {change.Instance.Spec.InstanceId}");
        return changes;
    }

    private static async Task<(string State, long? Capacity)> SetAsync(TestStack stack)
    {
        var set = (await stack.ScaleSet.GetAsync(cancellationToken: Ct)).Value.Data;
        return (set.ProvisioningState, set.Sku.Capacity);
    }

    // The SDK learns only that the set failed; the reason is in the operation.
    private static async Task<string?> WhyAsync(TestStack stack)
    {
        await EndAsync(stack);
        return stack.Emulator.Operations.All[^1].Error?.Code;
    }

    private static async Task ProtectAsync(TestStack stack, string id, VirtualMachineScaleSetVmProtectionPolicy policy)
    {
        var data = (await stack.Vm(id).GetAsync(cancellationToken: Ct)).Value.Data;
        data.ProtectionPolicy = policy;
        await stack.Vm(id).UpdateAsync(WaitUntil.Started, data, Ct).CompletedAsync();
    }

    private static Task EndAsync(TestStack stack) =>
        Poll.UntilAsync("every operation to end", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
}
