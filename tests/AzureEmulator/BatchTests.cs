using System.Net;
using System.Text;
using Azure;
using Azure.ResourceManager.Compute.Models;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Operations on several instances at once, and what is in the way of what.</summary>
[Trait("Category", "fast")]
public sealed class BatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Named_instances_are_restarted_and_no_other()
    {
        await using var stack = await TestStack.StartAsync();

        await stack.ScaleSet.RestartAsync(WaitUntil.Started, Ids("0", "2"), Ct).CompletedAsync();

        Assert.Equal(["stop,start", "", "stop,start"], Calls(stack));
    }

    [Fact]
    public async Task Named_instances_are_reimaged()
    {
        await using var stack = await TestStack.StartAsync();
        VirtualMachineScaleSetReimageContent content = new();
        content.InstanceIds.Add("1");

        await stack.ScaleSet.ReimageAsync(WaitUntil.Started, content, Ct).CompletedAsync();

        Assert.Equal(["", "stop,reimage,start", ""], Calls(stack));
    }

    [Fact]
    public async Task Named_instances_are_deleted_and_the_capacity_is_less_by_as_many()
    {
        await using var stack = await TestStack.StartAsync();

        await stack.ScaleSet.DeleteInstancesAsync(WaitUntil.Started, new(["0", "2"]), cancellationToken: Ct).CompletedAsync();

        Assert.Equal(["1"], stack.Emulator.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId));
        Assert.Equal(1, (await stack.ScaleSet.GetAsync(cancellationToken: Ct)).Value.Data.Sku.Capacity);
    }

    // The danger of the contract: whoever forgets the ids means everything.
    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"instanceIds":[]}""")]
    [InlineData("""{"instanceIds":["*"]}""")]
    public async Task No_ids_mean_every_instance(string? body)
    {
        await using var stack = await TestStack.StartAsync();

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(stack, "restart", body));
        await EndAsync(stack);

        Assert.Equal(["stop,start", "stop,start", "stop,start"], Calls(stack));
    }

    [Theory]
    [InlineData("""{"instanceIds":["1","9"]}""")]
    [InlineData("""{"instanceIds":"1"}""")]
    [InlineData("""{"instanceIds":[1]}""")]
    [InlineData("""["1"]""")]
    [InlineData("{")]
    public async Task Wrong_body_touches_nothing(string body)
    {
        await using var stack = await TestStack.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(stack, "delete", body));

        Assert.Empty(stack.Emulator.Operations.All);
    }

    [Fact]
    public async Task One_machine_that_does_not_start_fails_the_batch_but_not_the_others()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Machines["1"].CannotStart = true;

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => stack.ScaleSet.RestartAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync());

        Assert.Equal("InternalExecutionError", failure.ErrorCode);
        Assert.Equal(["succeeded", "failed", "succeeded"], stack.Emulator.ScaleSet.Instances.Select(instance => instance.State.Provisioning.Value));
    }

    [Theory]
    [InlineData("virtualMachines/1/restart", null, "restart", """{"instanceIds":["0","1"]}""")]
    [InlineData("restart", """{"instanceIds":["0","1"]}""", "virtualMachines/1/reimage", null)]
    [InlineData("restart", """{"instanceIds":["0","1"]}""", "delete", """{"instanceIds":["1","2"]}""")]
    public async Task What_works_on_the_same_instance_is_refused_while_the_first_runs(string first, string? firstBody, string second, string? secondBody)
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.StickNextOperation();

        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(stack, first, firstBody));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(stack, second, secondBody));
        Assert.Single(stack.Emulator.Operations.All);
    }

    [Theory]
    [InlineData("capacity", "capacity", false)]
    [InlineData("capacity", "delete", false)]
    [InlineData("delete", "capacity", false)]
    [InlineData("delete", "delete", true)]
    [InlineData("capacity", "restart", true)]
    [InlineData("restart", "capacity", true)]
    public async Task Changes_of_the_membership_exclude_a_change_of_the_capacity(string first, string second, bool together)
    {
        await using var stack = await TestStack.StartAsync(options => options with { SpareAddresses = ["127.0.1.7", "127.0.1.8"] });
        stack.Emulator.Faults.StickNextOperation();

        Assert.NotNull(Start(first, "0", 4).Operation);
        Assert.Equal(together, Start(second, "1", 5).Operation is not null);

        ActionStart Start(string what, string instanceId, int capacity) => what switch
        {
            "capacity" => stack.Emulator.SetActions.Resize(capacity),
            "delete" => stack.Emulator.Actions.Delete(stack.Emulator.ScaleSet.Find(instanceId)!),
            _ => stack.Emulator.Actions.Restart(stack.Emulator.ScaleSet.Find(instanceId)!),
        };
    }

    [Fact]
    public async Task Faults_hit_only_the_kind_and_the_number_they_were_planned_for()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.FailNextOperation("Broken", "broken", kind: "delete", times: 2);

        await stack.Vm("1").RestartAsync(WaitUntil.Started, Ct).CompletedAsync();
        var first = await Assert.ThrowsAsync<RequestFailedException>(() => stack.Vm("1").DeleteAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync());
        var second = await Assert.ThrowsAsync<RequestFailedException>(() => stack.ScaleSet.DeleteInstancesAsync(WaitUntil.Started, new(["1"]), cancellationToken: Ct).CompletedAsync());
        await stack.Vm("1").DeleteAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();

        Assert.Equal(("Broken", "Broken"), (first.ErrorCode, second.ErrorCode));
        Assert.Null(stack.Emulator.ScaleSet.Find("1"));
    }

    private static VirtualMachineScaleSetVmInstanceIds Ids(params string[] ids)
    {
        VirtualMachineScaleSetVmInstanceIds all = new();
        foreach (var id in ids)
        {
            all.InstanceIds.Add(id);
        }

        return all;
    }

    private static IEnumerable<string> Calls(TestStack stack) => new[] { "0", "1", "2" }.Select(id => string.Join(',', stack.Machines[id].Calls));

    private static async Task<HttpStatusCode> PostAsync(TestStack stack, string action, string? body)
    {
        using StringContent? content = body is null ? null : new(body, Encoding.UTF8, "application/json");
        using var response = await stack.Http.PostAsync($"{TestStack.Set}/{action}?api-version=2023-07-01", content, Ct);
        return response.StatusCode;
    }

    private static Task EndAsync(TestStack stack) =>
        Poll.UntilAsync("every operation to end", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
}
