namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>What the service does by itself when the primary does not answer.</summary>
[Trait("Category", "fast")]
public sealed class PlatformFailoverTests
{
    // A failover takes 100 s from its begin, a restart of the machine 180 s.
    private static readonly Pace Minutes = Pace.Azure;

    private readonly ManualClock _clock = new(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(PlatformFailover.On, 1, 3600, false)]
    [InlineData(PlatformFailover.On, 2, 0, true)]
    [InlineData(PlatformFailover.Late, 1, 3600, false)]
    [InlineData(PlatformFailover.Late, 99, 899, false)]
    [InlineData(PlatformFailover.Late, 99, 900, true)]
    [InlineData(PlatformFailover.Absent, 99, 3600, false)]
    public void It_begins_after_two_failed_looks_unless_it_is_late_or_absent(PlatformFailover mode, int failedLooks, int silentSeconds, bool begins) =>
        Assert.Equal(begins, PlatformFailoverPolicy.Begins(mode, failedLooks, TimeSpan.FromSeconds(silentSeconds), TimeSpan.FromMinutes(15)));

    [Fact]
    public async Task Silent_primary_is_failed_over_by_force_and_the_pair_made_redundant()
    {
        await using var stack = await StartAsync();

        stack.Pair.Seen = FakeDatabase.PrimaryDead;
        var operation = await EndAsync(stack);
        await UntilRedundantAsync(stack);

        Assert.Equal(
            (OperationKind.Failover, Initiator.DatabasePlatform, Operation.Succeeded), (operation.Kind, operation.By, operation.Status));
        Assert.Equal(new("Ready", "Healthy", "2", "1", RunningOperation: null), stack.Emulator.Database!.State);
        Assert.Equal(["force", "restore"], stack.Pair.Calls);
        Assert.Single(stack.Emulator.Database.Operations.All);
        Assert.Empty(stack.Emulator.Requests.Entries);
    }

    [Fact]
    public async Task Looks_that_break_are_silence_too()
    {
        await using var stack = await StartAsync();

        stack.Pair.LooksBreak = true;
        await Poll.UntilAsync("the failover", () => stack.Emulator.Database!.State.HighAvailability == "FailingOver");

        Assert.Equal(PairReading.Nothing, stack.Emulator.Database!.LastSeen);
    }

    [Fact]
    public async Task Restart_of_the_machine_that_is_quicker_calls_the_failover_off()
    {
        await using var stack = await StartOnClockAsync(Minutes with { DatabaseMachineRestart = TimeSpan.FromSeconds(50) });

        stack.Pair.Seen = FakeDatabase.PrimaryDead;
        var operation = await PassUntilEndAsync(stack);

        Assert.Equal("FailoverCanceled", operation.Error?.Code);
        Assert.Equal(new("Ready", "Healthy", "1", "2", RunningOperation: null), stack.Emulator.Database!.State);
        Assert.Equal(["restart"], stack.Pair.Calls);
    }

    [Fact]
    public async Task Restart_of_the_machine_that_does_not_help_leaves_it_to_the_failover()
    {
        await using var stack = await StartOnClockAsync(Minutes with { DatabaseMachineRestart = TimeSpan.FromSeconds(50) });
        stack.Pair.CannotRestart = true;

        stack.Pair.Seen = FakeDatabase.PrimaryDead;
        var operation = await PassUntilEndAsync(stack);

        Assert.Equal(Operation.Succeeded, operation.Status);
        Assert.Equal(["restart", "force"], stack.Pair.Calls.Take(2));
    }

    [Fact]
    public async Task Primary_that_answers_again_before_the_failover_keeps_its_place()
    {
        await using var stack = await StartOnClockAsync(Minutes);

        stack.Pair.Seen = FakeDatabase.PrimaryDead;
        await PassUntilAsync("the begin", () => stack.Emulator.Database!.State.HighAvailability == "FailingOver");
        stack.Pair.Seen = FakeDatabase.Well;
        var operation = await PassUntilEndAsync(stack);

        Assert.Equal("FailoverCanceled", operation.Error?.Code);
        Assert.Empty(stack.Pair.Calls);
    }

    [Fact]
    public async Task Service_restarts_the_machine_after_a_failover_that_failed()
    {
        await using var stack = await StartOnClockAsync(Minutes);
        (stack.Pair.CannotFailOver, stack.Pair.CannotRestore) = (true, true);

        stack.Pair.Seen = FakeDatabase.PrimaryDead;
        var operation = await PassUntilEndAsync(stack);
        await PassUntilAsync("the restart", () => stack.Pair.Calls.Contains("restart"));

        Assert.Equal((Operation.Failed, "force"), (operation.Status, stack.Pair.Calls.First()));
    }

    [Fact]
    public async Task Primary_without_a_standby_is_only_restarted()
    {
        await using var stack = await StartAsync(pace => pace with { DatabaseMachineRestart = TimeSpan.FromMilliseconds(20) });
        stack.Emulator.Database!.RepairsStandby = false;
        stack.Pair.Seen = FakeDatabase.StandbyDead;
        await Poll.UntilAsync("the loss of the standby", () => stack.Emulator.Database.State.HighAvailability == "CreatingStandby");

        stack.Pair.Seen = FakeDatabase.StandbyDead with { PrimaryAnswers = false };
        var operation = await EndAsync(stack);

        Assert.Equal(
            (OperationKind.DatabaseRestart, Initiator.DatabasePlatform, Operation.Succeeded), (operation.Kind, operation.By, operation.Status));
        Assert.Equal(["restart"], stack.Pair.Calls);
    }

    [Fact]
    public async Task Late_service_is_ready_meanwhile_and_somebody_else_can_fail_over_first()
    {
        await using var stack = await StartAsync(pace => pace with { PlatformFailoverLateAfter = TimeSpan.FromHours(1) }, PlatformFailover.Late);

        await SilenceAsync(stack, looks: 3);
        var meanwhile = stack.Emulator.Database!.State;
        var start = stack.Emulator.DatabaseActions!.Failover();
        await UntilRedundantAsync(stack);

        Assert.Equal(new("Ready", "Healthy", "1", "2", RunningOperation: null), meanwhile);
        Assert.Equal([start.Operation!.Id], stack.Emulator.Database.Operations.All.Select(one => one.Id));
        Assert.Equal(["force", "restore"], stack.Pair.Calls);
    }

    [Fact]
    public async Task Late_service_fails_over_in_the_end()
    {
        await using var stack = await StartAsync(pace => pace with { PlatformFailoverLateAfter = TimeSpan.FromMilliseconds(300) }, PlatformFailover.Late);

        stack.Pair.Seen = FakeDatabase.PrimaryDead;

        Assert.Equal(Initiator.DatabasePlatform, (await EndAsync(stack)).By);
    }

    [Fact]
    public async Task Absent_service_does_nothing_until_it_is_there()
    {
        await using var stack = await StartAsync(pace => pace, PlatformFailover.Absent);

        await SilenceAsync(stack, looks: 3);
        var before = stack.Emulator.Database!.Operations.All;
        stack.Emulator.Database.PlatformFailover = PlatformFailover.On;

        Assert.Empty(before);
        Assert.Equal(Operation.Succeeded, (await EndAsync(stack)).Status);
    }

    [Fact]
    public async Task Silence_while_somebody_restarts_the_primary_is_no_fault()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation();
        stack.Emulator.DatabaseActions!.Restart();

        await SilenceAsync(stack, looks: 5);
        stack.Pair.Seen = FakeDatabase.Well;
        stack.Emulator.Faults.ReleaseStuckOperations();
        await UntilRedundantAsync(stack);

        Assert.Equal([Initiator.Caller], stack.Emulator.Database!.Operations.All.Select(one => one.By));
    }

    private static Task<TestStack> StartAsync(Func<Pace, Pace>? change = null, PlatformFailover mode = PlatformFailover.On) => TestStack.StartAsync(
        options => options with
        {
            Pace = change is null ? options.Pace : change(options.Pace),
            Database = options.Database with { PlatformFailover = mode },
        },
        new FakeDatabase());

    private Task<TestStack> StartOnClockAsync(Pace pace) =>
        TestStack.StartAsync(options => options with { Clock = _clock, Pace = pace }, new FakeDatabase());

    /// <summary>The primary falls silent, and that many looks find it so.</summary>
    private static async Task SilenceAsync(TestStack stack, int looks)
    {
        stack.Pair.Seen = FakeDatabase.PrimaryDead;
        for (var look = 0; look < looks; look++)
        {
            // Every look brings a sighting of its own.
            var silent = stack.Pair.Seen = FakeDatabase.PrimaryDead with { LagSeconds = look };
            await Poll.UntilAsync("a look", () => stack.Emulator.Database!.LastSeen == silent);
        }
    }

    /// <summary>Time passes until it is so.</summary>
    private Task PassUntilAsync(string what, Func<bool> condition) => Poll.UntilAsync(what, () =>
    {
        if (!condition())
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        return condition();
    });

    private async Task<Operation> PassUntilEndAsync(TestStack stack)
    {
        var operations = stack.Emulator.Database!.Operations;
        await PassUntilAsync("the platform's operation to end", () => operations.All is [{ EndTime: not null }, ..]);
        return operations.All[0];
    }

    private static async Task<Operation> EndAsync(TestStack stack)
    {
        var operations = stack.Emulator.Database!.Operations;
        await Poll.UntilAsync("the platform's operation to end", () => operations.All is [{ EndTime: not null }, ..]);
        return operations.All[0];
    }

    private static Task UntilRedundantAsync(TestStack stack) => Poll.UntilAsync(
        "a redundant pair", () => stack.Emulator.Database!.State is { State: "Ready", HighAvailability: "Healthy" } && stack.Emulator.Database.LastSeen!.PrimaryAnswers);
}
