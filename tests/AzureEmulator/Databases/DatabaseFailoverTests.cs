using System.Collections.Concurrent;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>Failovers and restarts of the database that somebody has asked for, and how the pair becomes redundant again.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseFailoverTests
{
    private static readonly OperationError Internal = new("InternalExecutionError", "An internal execution error occurred.");

    [Fact]
    public async Task Failover_goes_through_every_state_and_ends_redundant_with_the_zones_exchanged()
    {
        await using var stack = await StartAsync();
        var states = Watch(stack);

        var ended = await RunAsync(stack, stack.Emulator.DatabaseActions!.Failover());
        await UntilAsync(stack, "Healthy");

        Assert.Equal(
            [
                "Updating FailingOver 1/2",
                "Updating FailingOver 2/1",
                "Updating CreatingStandby 2/1",
                "Ready CreatingStandby 2/1",
                "Ready ReplicatingData 2/1",
                "Ready Healthy 2/1",
            ],
            states);
        Assert.Equal((Operation.Succeeded, Initiator.Caller), (ended.Status, ended.By));
        Assert.Equal(["hand over", "restore"], stack.Pair.Calls);
    }

    [Fact]
    public async Task Primary_that_does_not_answer_is_not_asked_to_hand_over()
    {
        await using var stack = await StartAsync();
        stack.Pair.Seen = FakeDatabase.PrimaryDead;

        await RunAsync(stack, stack.Emulator.DatabaseActions!.Failover());

        Assert.Equal(["force"], stack.Pair.Calls.Take(1));
    }

    [Fact]
    public async Task Handover_that_fails_is_forced()
    {
        await using var stack = await StartAsync();
        stack.Pair.CannotHandOver = true;

        var ended = await RunAsync(stack, stack.Emulator.DatabaseActions!.Failover());

        Assert.Equal(Operation.Succeeded, ended.Status);
        Assert.Equal(["hand over", "force"], stack.Pair.Calls.Take(2));
    }

    [Fact]
    public async Task Handover_that_never_ends_is_forced_after_its_limit()
    {
        await using var stack = await StartAsync();
        stack.Pair.HandsOverForEver = true;

        await RunAsync(stack, stack.Emulator.DatabaseActions!.RestartWithFailover(TimeSpan.FromMilliseconds(50)));

        Assert.Equal(["hand over", "force"], stack.Pair.Calls.Take(2));
    }

    [Fact]
    public async Task Failover_that_the_servers_cannot_do_fails_without_their_words_and_the_pair_is_made_whole()
    {
        await using var stack = await StartAsync();
        (stack.Pair.CannotHandOver, stack.Pair.CannotFailOver) = (true, true);

        var ended = await RunAsync(stack, stack.Emulator.DatabaseActions!.Failover());
        await UntilAsync(stack, "Healthy");

        Assert.Equal((Operation.Failed, Internal), (ended.Status, ended.Error));
        Assert.Equal(["hand over", "force", "restore"], stack.Pair.Calls);
        Assert.Equal("1", stack.Emulator.Database!.State.PrimaryZone);
    }

    [Fact]
    public async Task Restart_leaves_the_zones_and_high_availability_as_they_are()
    {
        await using var stack = await StartAsync();
        var states = Watch(stack);

        var ended = await RunAsync(stack, stack.Emulator.DatabaseActions!.Restart());

        Assert.Equal((OperationKind.DatabaseRestart, Operation.Succeeded), (ended.Kind, ended.Status));
        Assert.Equal(["Updating Healthy 1/2", "Ready Healthy 1/2"], states);
        Assert.Equal(["restart"], stack.Pair.Calls);
    }

    [Fact]
    public async Task Restart_that_the_servers_cannot_do_fails_without_their_words()
    {
        await using var stack = await StartAsync();
        stack.Pair.CannotRestart = true;

        var ended = await RunAsync(stack, stack.Emulator.DatabaseActions!.Restart());

        Assert.Equal((Operation.Failed, Internal), (ended.Status, ended.Error));
    }

    [Fact]
    public async Task Only_one_operation_runs_at_a_time()
    {
        await using var stack = await StartAsync();
        stack.Emulator.Faults.StickNextOperation();

        var starts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(stack.Emulator.DatabaseActions!.Failover)));

        Assert.Single(starts, start => start.Operation is not null);
        Assert.Equal(Enumerable.Repeat("ServerBusy", 7), starts.Select(start => start.Refusal?.Code).OfType<string>());
    }

    [Fact]
    public async Task Dead_standby_is_made_again_until_that_works()
    {
        await using var stack = await StartAsync();
        stack.Pair.CannotRestore = true;

        stack.Pair.Seen = FakeDatabase.StandbyDead;
        await Poll.UntilAsync("three attempts", () => stack.Pair.Calls.Count >= 3);
        var meanwhile = stack.Emulator.Database!.State;
        stack.Pair.CannotRestore = false;
        await UntilAsync(stack, "Healthy");

        Assert.Equal(new("Ready", "CreatingStandby", "1", "2", RunningOperation: null), meanwhile);
        Assert.All(stack.Pair.Calls, call => Assert.Equal("restore", call));
    }

    [Fact]
    public async Task Service_that_does_not_repair_waits_until_the_standby_is_back()
    {
        await using var stack = await StartAsync();
        var states = Watch(stack);
        stack.Emulator.Database!.RepairsStandby = false;

        stack.Pair.Seen = FakeDatabase.StandbyDead;
        await UntilAsync(stack, "CreatingStandby");
        stack.Pair.Seen = FakeDatabase.Well;
        await UntilAsync(stack, "Healthy");

        Assert.Equal(["Ready CreatingStandby 1/2", "Ready ReplicatingData 1/2", "Ready Healthy 1/2"], states);
        Assert.Empty(stack.Pair.Calls);
    }

    [Fact]
    public async Task Standby_that_misses_writes_is_no_standby_until_it_has_caught_up()
    {
        await using var stack = await StartAsync();
        var states = Watch(stack);

        stack.Pair.Seen = FakeDatabase.Well with { InSync = false };
        await UntilAsync(stack, "ReplicatingData");
        var refused = stack.Emulator.DatabaseActions!.Failover();
        stack.Pair.Seen = FakeDatabase.Well;
        await UntilAsync(stack, "Healthy");

        Assert.Equal("HighAvailabilityNotHealthy", refused.Refusal?.Code);
        Assert.Equal(["Ready ReplicatingData 1/2", "Ready Healthy 1/2"], states);
        Assert.Empty(stack.Pair.Calls);
    }

    private static Task<TestStack> StartAsync() => TestStack.StartAsync(
        options => options with { Database = options.Database with { PlatformFailover = PlatformFailover.Absent } }, new FakeDatabase());

    private static ConcurrentQueue<string> Watch(TestStack stack)
    {
        ConcurrentQueue<string> states = new();
        stack.Emulator.Database!.Changed += state => states.Enqueue($"{state.State} {state.HighAvailability} {state.PrimaryZone}/{state.StandbyZone}");
        return states;
    }

    private static Task UntilAsync(TestStack stack, string highAvailability) =>
        Poll.UntilAsync(highAvailability, () => stack.Emulator.Database!.State is { RunningOperation: null } state && state.HighAvailability == highAvailability);

    private static async Task<Operation> RunAsync(TestStack stack, DatabaseStart start)
    {
        var operations = stack.Emulator.Database!.Operations;
        await Poll.UntilAsync("the end", () => operations.Find(start.Operation!.Id)!.EndTime is not null);
        return operations.Find(start.Operation!.Id)!;
    }
}
