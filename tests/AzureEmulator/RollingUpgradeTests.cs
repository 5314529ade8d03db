using Azure;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Rolling upgrades as a caller sees them through the real Azure SDK.</summary>
[Trait("Category", "fast")]
public sealed class RollingUpgradeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 0, 0, 0, null)]
    [InlineData(3, 1, 0, 0, "MaxUnhealthyInstancePercentExceededBeforeRollingUpgrade")]
    [InlineData(5, 1, 0, 0, null)]
    [InlineData(20, 0, 4, 1, "MaxUnhealthyUpgradedInstancePercentExceededInRollingUpgrade")]
    [InlineData(20, 0, 5, 1, null)]
    public void No_batch_begins_when_too_many_are_unhealthy(int instances, int unhealthy, int done, int failed, string? code) =>
        Assert.Equal(code, new RollingUpgradePolicy().Breach(instances, unhealthy, done, failed)?.Code);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 2)]
    public void A_fifth_of_the_set_is_done_at_once_but_at_least_one(int instances, int batch) =>
        Assert.Equal(batch, new RollingUpgradePolicy().BatchSize(instances));

    [Fact]
    public async Task There_is_none_before_the_first()
    {
        await using var stack = await TestStack.StartAsync();

        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => LatestAsync(stack));

        Assert.Equal(404, missing.Status);
    }

    [Fact]
    public async Task Held_upgrade_shows_that_it_runs_and_excludes_a_change_of_the_capacity()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Upgrades.Start(held: true);

        var latest = await LatestAsync(stack);
        var set = (await stack.ScaleSet.GetAsync(cancellationToken: Ct)).Value.Data.ProvisioningState;
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => stack.ScaleSet.UpdateAsync(WaitUntil.Started, new() { Sku = new() { Capacity = 4 } }, Ct));

        Assert.Equal((RollingUpgradeStatusCode.RollingForward, RollingUpgradeActionType.Start), (latest.RunningStatus.Code, latest.RunningStatus.LastAction));
        Assert.Equal(stack.Emulator.Upgrades.Latest!.StartTime, latest.RunningStatus.StartOn);
        Assert.Equal("0 0 0 3", Progress(latest));
        Assert.Equal((20, 20, 20), (latest.Policy.MaxBatchInstancePercent, latest.Policy.MaxUnhealthyInstancePercent, latest.Policy.MaxUnhealthyUpgradedInstancePercent));
        Assert.Equal(("Updating", 409), (set, refused.Status));
    }

    [Fact]
    public async Task Finished_upgrade_has_restarted_every_instance_one_after_the_other()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Upgrades.Start(held: true);
        stack.Emulator.Upgrades.Finish();
        await EndAsync(stack);

        var latest = await LatestAsync(stack);
        var restarts = stack.Emulator.Operations.All.Where(operation => operation.Kind == OperationKind.Restart).ToList();
        Assert.Equal((RollingUpgradeStatusCode.Completed, "3 0 0 0"), (latest.RunningStatus.Code, Progress(latest)));
        Assert.Equal(["0", "1", "2"], restarts.Select(restart => restart.InstanceId));
        Assert.All(restarts, restart => Assert.Equal(Initiator.RollingUpgrade, restart.By));
        Assert.All(restarts.Zip(restarts.Skip(1)), pair => Assert.True(pair.First.EndTime <= pair.Second.StartTime));
    }

    [Fact]
    public async Task Upgrade_that_makes_an_instance_sick_stops_and_says_why()
    {
        await using var stack = await StartAsync(TimeSpan.FromMilliseconds(500));
        stack.Machines["0"].ServesAfterStart = false;

        stack.Emulator.Upgrades.Start();
        await EndAsync(stack);

        var latest = await LatestAsync(stack);
        Assert.Equal((RollingUpgradeStatusCode.Faulted, "0 1 0 2"), (latest.RunningStatus.Code, Progress(latest)));
        Assert.Equal("MaxUnhealthyInstancePercentExceededBeforeRollingUpgrade", latest.Error.Code);
        Assert.Empty(stack.Machines["1"].Calls);
    }

    [Fact]
    public async Task Cancelled_upgrade_touches_nobody_any_more()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Upgrades.Start(held: true);
        stack.Emulator.Upgrades.Cancel();
        await EndAsync(stack);

        var latest = await LatestAsync(stack);
        Assert.Equal((RollingUpgradeStatusCode.Cancelled, RollingUpgradeActionType.Cancel), (latest.RunningStatus.Code, latest.RunningStatus.LastAction));
        Assert.All(["0", "1", "2"], id => Assert.Empty(stack.Machines[id].Calls));
    }

    private static async Task<TestStack> StartAsync(TimeSpan? serveTimeout = null)
    {
        var stack = await TestStack.StartAsync(options => options with
        {
            SpareAddresses = ["127.0.1.7"],
            Pace = options.Pace with { ServeTimeout = serveTimeout ?? TimeSpan.FromSeconds(30) },
        });
        await Poll.UntilAsync("health of every instance", () => stack.Emulator.ScaleSet.Instances.All(one => one.State.Health.Value == "healthy"));
        return stack;
    }

    private static async Task<VirtualMachineScaleSetRollingUpgradeData> LatestAsync(TestStack stack) =>
        (await stack.ScaleSet.GetVirtualMachineScaleSetRollingUpgrade().GetAsync(Ct)).Value.Data;

    private static string Progress(VirtualMachineScaleSetRollingUpgradeData upgrade) => upgrade.Progress is var progress
        ? $"{progress.SuccessfulInstanceCount} {progress.FailedInstanceCount} {progress.InProgressInstanceCount} {progress.PendingInstanceCount}"
        : "";

    private static Task EndAsync(TestStack stack) =>
        Poll.UntilAsync("every operation to end", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
}
