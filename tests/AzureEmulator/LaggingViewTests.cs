using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Views, lists and provisioning states that show what was, on a manual clock.</summary>
[Trait("Category", "fast")]
public sealed class LaggingViewTests
{
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);

    private readonly ManualClock _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Provisioning_state_and_view_of_an_instance_lag_and_then_catch_up()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation();
        stack.Emulator.Actions.Restart(stack.Emulator.ScaleSet.Find("1")!);

        var atFirst = await InstanceAsync(stack);
        _clock.Advance(Lag);
        var later = await InstanceAsync(stack);

        Assert.Equal("Succeeded ProvisioningState/succeeded", atFirst);
        Assert.Equal("Updating ProvisioningState/updating", later);
    }

    [Fact]
    public async Task Lists_and_the_set_show_who_was_there()
    {
        await using var stack = await StartAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        stack.Emulator.Faults.StickNextOperation();
        stack.Emulator.ScaleSet.Add(1, "an operation");
        stack.Emulator.SetActions.Resize(5);

        var atFirst = await SetAsync(stack);
        _clock.Advance(Lag);
        var later = await SetAsync(stack);

        Assert.Equal("0,1,2 capacity 3 Succeeded", atFirst);
        Assert.Equal("0,1,2,3 capacity 5 Updating", later);
    }

    [Fact]
    public async Task Actions_are_done_to_what_is_there_whatever_is_shown()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation();
        stack.Emulator.Actions.Restart(stack.Emulator.ScaleSet.Find("1")!);

        using var refused = await stack.Http.PostAsync(
            $"{TestStack.Set}/virtualMachines/1/restart?api-version=2023-07-01", content: null, TestContext.Current.CancellationToken);

        Assert.Equal(409, (int)refused.StatusCode);
        Assert.Equal("Succeeded ProvisioningState/succeeded", await InstanceAsync(stack));
    }

    private async Task<TestStack> StartAsync()
    {
        var stack = await TestStack.StartAsync(options => options with { Clock = _clock, SpareAddresses = ["127.0.1.7", "127.0.1.8"], PageSize = 10 });
        stack.Emulator.Faults.ViewLag = Lag;
        _clock.Advance(TimeSpan.FromSeconds(1));
        return stack;
    }

    private static async Task<string> InstanceAsync(TestStack stack)
    {
        var shown = await stack.GetAsync($"{TestStack.Set}/virtualMachines/1");
        var view = await stack.GetAsync($"{TestStack.Set}/virtualMachines/1/instanceView");
        return $"{shown["properties"]!["provisioningState"]} {view["statuses"]![0]!["code"]}";
    }

    private static async Task<string> SetAsync(TestStack stack)
    {
        JsonArray list = (await stack.GetAsync($"{TestStack.Set}/virtualMachines"))["value"]!.AsArray();
        var set = await stack.GetAsync(TestStack.Set);
        return $"{string.Join(',', list.Select(one => one!["instanceId"]))} capacity {set["sku"]!["capacity"]} {set["properties"]!["provisioningState"]}";
    }
}
