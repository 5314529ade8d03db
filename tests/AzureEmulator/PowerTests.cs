using System.Net;
using System.Text;
using Azure;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Machines that are stopped and started, one by one and together.</summary>
[Trait("Category", "fast")]
public sealed class PowerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("powerOff", "PowerState/stopped", "stop")]
    [InlineData("deallocate", "PowerState/deallocated", "stop")]
    [InlineData("reimageall", "PowerState/running", "stop,reimage,start")]
    [InlineData("start", "PowerState/running", "")]
    public async Task Action_on_one_machine_does_what_it_says(string action, string power, string done)
    {
        await using var stack = await TestStack.StartAsync();

        await RunAsync(stack, $"/virtualMachines/1/{action}");

        Assert.Equal((power, done), (await PowerAsync(stack, "1"), string.Join(',', stack.Machines["1"].Calls)));
        Assert.Empty(stack.Machines["0"].Calls);
    }

    [Fact]
    public async Task Stopped_machine_is_started_again_by_the_sdk()
    {
        await using var stack = await TestStack.StartAsync();

        await stack.Vm("1").PowerOffAsync(WaitUntil.Started, cancellationToken: Ct).CompletedAsync();
        await stack.Vm("1").DeallocateAsync(WaitUntil.Started, Ct).CompletedAsync();
        await stack.Vm("1").PowerOnAsync(WaitUntil.Started, Ct).CompletedAsync();

        Assert.Equal(("PowerState/running", "stop,stop,start"), (await PowerAsync(stack, "1"), string.Join(',', stack.Machines["1"].Calls)));
    }

    [Theory]
    [InlineData("poweroff", "PowerState/stopped", "stop")]
    [InlineData("deallocate", "PowerState/deallocated", "stop")]
    [InlineData("reimageall", "PowerState/running", "stop,reimage,start")]
    [InlineData("manualupgrade", "PowerState/running", "")]
    public async Task Action_on_several_machines_leaves_the_others_alone(string action, string power, string done)
    {
        await using var stack = await TestStack.StartAsync();

        await RunAsync(stack, $"/{action}", """{"instanceIds":["0","1"]}""");

        Assert.Equal(
            [(power, done), (power, done), ("PowerState/running", "")],
            new[] { "0", "1", "2" }.Select(id => ($"PowerState/{stack.Emulator.ScaleSet.Find(id)!.State.Power.Value}", string.Join(',', stack.Machines[id].Calls))));
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("reimage")]
    [InlineData("reimageall")]
    public async Task Machine_that_has_no_place_cannot_be_restarted_before_it_is_started(string action)
    {
        await using var stack = await TestStack.StartAsync();
        await RunAsync(stack, "/virtualMachines/1/deallocate");

        using var one = await PostAsync(stack, $"/virtualMachines/1/{action}");
        using var all = await PostAsync(stack, $"/{action}");
        await RunAsync(stack, "/start");
        using var started = await PostAsync(stack, $"/virtualMachines/1/{action}");

        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Accepted], new[] { one, all, started }.Select(answer => answer.StatusCode));
        Assert.Contains("deallocated. Start it first", await one.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public void Automatic_repairs_leave_a_stopped_machine_alone()
    {
        DateTimeOffset then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        InstanceState running = new(new("succeeded", then), new("running", then), new("unhealthy", then), RunningOperation: null);

        Assert.Equal(
            [true, false, false],
            new[] { "running", "stopped", "deallocated" }.Select(power => RepairPolicy.IsDue(running with { Power = new(power, then) }, TimeSpan.Zero, then)));
    }

    [Fact]
    public async Task Faults_hit_these_operations_too()
    {
        await using var stack = await TestStack.StartAsync();
        stack.Emulator.Faults.FailNextOperation("OverconstrainedAllocationRequest", "no room", OperationKind.Start);
        await RunAsync(stack, "/virtualMachines/1/powerOff");

        await RunAsync(stack, "/virtualMachines/1/start");

        Assert.Equal("no room", stack.Emulator.Operations.All.Single(one => one.Kind == OperationKind.Start).Error!.Message);
        Assert.Equal("stop", string.Join(',', stack.Machines["1"].Calls));
    }

    private static async Task RunAsync(TestStack stack, string below, string body = "")
    {
        using var accepted = await PostAsync(stack, below, body);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await Poll.UntilAsync("the end", () => stack.Emulator.Operations.All.All(one => one.EndTime is not null));
    }

    private static Task<HttpResponseMessage> PostAsync(TestStack stack, string below, string body = "") => stack.Http.PostAsync(
        TestStack.Versioned(TestStack.Set + below), body.Length == 0 ? null : new StringContent(body, Encoding.UTF8, "application/json"), Ct);

    private static async Task<string> PowerAsync(TestStack stack, string id) =>
        (await stack.GetAsync($"{TestStack.Set}/virtualMachines/{id}/instanceView"))["statuses"]!.AsArray()
            .Select(status => status!["code"]!.GetValue<string>()).Single(code => code.StartsWith("PowerState", StringComparison.Ordinal));
}
