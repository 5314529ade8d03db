using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public class RedundancyTests(DataTemplate template)
{
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_primary_is_reattached_and_gets_what_was_written_without_it()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('before')");
        test.Pair.Faults.KillPrimary();
        await test.Pair.FailoverAsync(planned: false, Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('alone')");

        bool rebuilt = await test.Pair.RestoreRedundancyAsync(Ct);

        Assert.False(rebuilt);
        Assert.Equal("db-1", test.Pair.Standby.Name);
        Assert.Equal(["before", "alone"], await PairUnderTest.NotesOnAsync(test.Pair.Standby));
        Assert.True((await test.Pair.ObserveAsync(Ct)).InSync);
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task It_does_nothing_to_a_pair_that_is_in_sync()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        int? process = test.Pair.Standby.Server.ProcessId;

        Assert.False(await test.Pair.RestoreRedundancyAsync(Ct));

        Assert.Equal(process, test.Pair.Standby.Server.ProcessId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_standby_that_died_or_hangs_delays_a_write_and_is_brought_back(bool hangs)
    {
        await using var test = await PairUnderTest.StartAsync(template);
        (hangs ? (Action)test.Pair.Faults.HangStandby : test.Pair.Faults.KillStandby)();

        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('degraded')");
        var seen = await test.Pair.ObserveAsync(Ct);
        await test.Pair.RestoreRedundancyAsync(Ct);

        Assert.Equal((true, false, false), (seen.PrimaryWritable, seen.InSync, seen.StandbyAnswers));
        Assert.True((await test.Pair.ObserveAsync(Ct)).InSync);
        Assert.Equal(["degraded"], await PairUnderTest.NotesOnAsync(test.Pair.Standby));
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task In_a_strict_pair_nothing_is_acknowledged_that_the_standby_does_not_have()
    {
        await using var test = await PairUnderTest.StartAsync(template, isStrict: true);
        test.Pair.Faults.HangStandby();

        // Twice as long as the usual pair waits.
        await Assert.ThrowsAsync<DatabaseException>(() => test.ExecuteAsync("INSERT INTO notes (text) VALUES ('in doubt')"));
        test.Pair.Standby.Server.Continue();
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('acknowledged')");

        // The standby has it before it is acknowledged, and applies it a moment later.
        await Eventually.TrueAsync(async () => (await PairUnderTest.NotesOnAsync(test.Pair.Standby)).Contains("acknowledged"), "the standby has what was acknowledged");
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task A_standby_that_goes_on_after_a_hang_catches_up_by_itself()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        test.Pair.Faults.HangStandby();
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('meanwhile')");
        Assert.False((await test.Pair.ObserveAsync(Ct)).InSync);

        test.Pair.Standby.Server.Continue();

        await Eventually.TrueAsync(async () => await test.Pair.ObserveAsync(Ct) is { InSync: true, LagSeconds: 0 }, "the pair is in sync again");
        Assert.Equal(["meanwhile"], await PairUnderTest.NotesOnAsync(test.Pair.Standby));
    }

    [Fact]
    public async Task A_failover_that_is_asked_for_ends_what_restores_redundancy()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        test.Pair.Faults.HangStandby();

        // It would wait three seconds for the standby to answer.
        var restoring = test.Pair.RestoreRedundancyAsync(Ct);
        await Assert.ThrowsAsync<FailoverRefusedException>(() => test.Pair.FailoverAsync(planned: false, Ct));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restoring);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('y')");
    }

    [Fact]
    public async Task A_standby_with_a_past_of_its_own_is_made_anew()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var old = test.Pair.Primary.Server;
        test.Pair.Faults.KillPrimary();
        await test.Pair.FailoverAsync(planned: false, Ct);
        // What a server does that nobody has fenced: it comes back by itself and somebody writes to it.
        await old.StartAsync(ct: Ct);
        await old.ExecuteAsync(["INSERT INTO steadfast.notes (text) VALUES ('never acknowledged')"], ct: Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('acknowledged')");

        bool rebuilt = await test.Pair.RestoreRedundancyAsync(Ct);

        Assert.True(rebuilt);
        Assert.Equal(["acknowledged"], await PairUnderTest.NotesOnAsync(test.Pair.Standby));
        Assert.True((await test.Pair.ObserveAsync(Ct)).InSync);
        // And it can take over.
        await test.Pair.FailoverAsync(planned: true, Ct);
        Assert.Equal(["acknowledged"], await test.NotesAsync());
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task The_primary_restarts_in_its_role_also_after_a_crash()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await using Writer writer = new(test.Pair);
        await writer.MoreAsync();
        await test.Pair.RestartPrimaryAsync(Ct);
        await writer.MoreAsync();
        test.Pair.Faults.KillPrimary();
        await test.Pair.RestartPrimaryAsync(Ct);
        await writer.MoreAsync();

        var acknowledged = await writer.StopAsync();

        Assert.Equal("db-1", test.Pair.Primary.Name);
        Assert.Empty(acknowledged.Except(await test.NotesAsync()));
        Assert.True((await test.Pair.ObserveAsync(Ct)).InSync);
        test.AssertNeverTwoWritable();
    }
}
