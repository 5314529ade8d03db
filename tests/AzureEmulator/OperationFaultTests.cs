namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Operations of every kind that get stuck or fail because a scenario says so.</summary>
[Trait("Category", "fast")]
public sealed class OperationFaultTests
{
    public static TheoryData<string> Kinds =>
    [
        OperationKind.Restart,
        OperationKind.Reimage,
        OperationKind.Delete,
        OperationKind.Update,
        OperationKind.Capacity,
        OperationKind.OrchestrationService,
        OperationKind.RollingUpgrade,
        "batch " + OperationKind.Restart,
        "batch " + OperationKind.Reimage,
        "batch " + OperationKind.Delete,
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Operation_that_is_made_to_fail_ends_so_and_has_touched_nothing(string what)
    {
        await using var stack = await StartAsync();
        var before = stack.Emulator.ScaleSet.State;
        stack.Emulator.Faults.FailNextOperation("Broken", "broken", Kind(what));

        var operation = Start(stack.Emulator, what);
        await Poll.UntilAsync("the end", () => stack.Emulator.Operations.Find(operation.Id)!.EndTime is not null);

        var ended = stack.Emulator.Operations.Find(operation.Id)!;
        var after = stack.Emulator.ScaleSet.State;
        Assert.Equal((Operation.Failed, new OperationError("Broken", "broken")), (ended.Status, ended.Error));
        Assert.Equal((before.Instances, before.Capacity, before.AutomaticRepairs), (after.Instances, after.Capacity, after.AutomaticRepairs));
        Assert.All(after.Instances, instance => Assert.Null(instance.State.RunningOperation));
        Assert.All(["0", "1", "2"], id => Assert.Empty(stack.Machines[id].Calls));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Operation_that_is_stuck_goes_on_when_it_is_released(string what)
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation(Kind(what));

        var operation = Start(stack.Emulator, what);
        var whileStuck = stack.Emulator.Operations.Find(operation.Id)!.Status;
        var callsWhileStuck = stack.Machines["1"].Calls.Count;
        stack.Emulator.Faults.ReleaseStuckOperations();
        await Poll.UntilAsync("the end", () => stack.Emulator.Operations.Find(operation.Id)!.EndTime is not null);

        Assert.Equal((Operation.InProgress, 0, Operation.Succeeded), (whileStuck, callsWhileStuck, stack.Emulator.Operations.Find(operation.Id)!.Status));
    }

    private static async Task<TestStack> StartAsync()
    {
        var stack = await TestStack.StartAsync(options => options with
        {
            SpareAddresses = ["127.0.1.7"],
            AutomaticRepairs = new(TimeSpan.FromHours(1)),
        });
        await Poll.UntilAsync("health of every instance", () => stack.Emulator.ScaleSet.Instances.All(one => one.State.Health.Value == "healthy"));
        return stack;
    }

    private static string Kind(string what) => what.Split(' ')[^1];

    private static Operation Start(EmulatedAzure emulator, string what)
    {
        var one = emulator.ScaleSet.Find("1")!;
        var start = what switch
        {
            OperationKind.Restart => emulator.Actions.Restart(one),
            OperationKind.Reimage => emulator.Actions.Reimage(one),
            OperationKind.Delete => emulator.Actions.Delete(one),
            OperationKind.Update => emulator.Actions.Protect(one, new(FromScaleIn: true, FromScaleSetActions: false)),
            OperationKind.Capacity => emulator.SetActions.Resize(4),
            OperationKind.OrchestrationService => emulator.SetActions.SetRepairs(suspended: true),
            OperationKind.RollingUpgrade => emulator.Upgrades.Start(),
            "batch restart" => emulator.SetActions.Restart([one]),
            "batch reimage" => emulator.SetActions.Reimage([one]),
            _ => emulator.SetActions.Delete([one]),
        };
        return start.Operation!;
    }
}
