using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public class FencingTests(DataTemplate template)
{
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_primary_that_hangs_is_killed_before_the_standby_opens()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var old = test.Pair.Primary.Server;
        await using Writer writer = new(test.Pair);
        await writer.MoreAsync();
        test.Pair.Faults.HangPrimary();
        Assert.False((await test.Pair.ObserveAsync(Ct)).PrimaryAnswers);

        await test.Pair.FailoverAsync(planned: false, Ct);
        old.Continue();
        await writer.MoreAsync();

        var acknowledged = await writer.StopAsync();
        Assert.False(old.IsRunning);
        Assert.Empty(acknowledged.Except(await test.NotesAsync()));
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task An_old_primary_that_comes_back_by_itself_is_read_only_and_gets_no_clients()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var old = test.Pair.Primary.Server;
        test.Pair.Faults.KillPrimary();
        await test.Pair.FailoverAsync(planned: false, Ct);

        await test.Pair.Faults.StartOldPrimaryAsync(Ct);

        Assert.Equal("1", await old.AskAsync(static session => session.Scalar("SELECT @@global.read_only"), ct: Ct));
        Assert.Equal(test.Pair.Members[1].Server.Options.Address, test.Pair.Endpoint.Target);
        Assert.Equal("2", await test.Pair.AskAsApplicationAsync(static session => session.Scalar("SELECT @@server_id"), TimeSpan.FromSeconds(3)));
        test.AssertNeverTwoWritable();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_standby_no_failover_is_begun_and_the_primary_goes_on(bool planned)
    {
        await using var test = await PairUnderTest.StartAsync(template);
        test.Pair.Faults.KillStandby();
        await test.Pair.Standby.Server.FenceAsync();

        var refused = await Assert.ThrowsAnyAsync<DatabaseException>(() => test.Pair.FailoverAsync(planned, Ct));

        Assert.Contains("db-2: connection refused", refused.Message);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('still here')");
        Assert.Equal(["still here"], await test.NotesAsync());
    }

    [Fact]
    public async Task A_planned_failover_that_cannot_catch_up_leaves_the_primary_writable()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await using (await test.Pair.Faults.LagStandbyAsync("notes", Ct))
        {
            await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('not applied')");

            await Assert.ThrowsAnyAsync<DatabaseException>(() => test.Pair.FailoverAsync(planned: true, Ct));

            Assert.Equal("db-1", test.Pair.Primary.Name);
            await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('accepted')");
        }

        await Eventually.TrueAsync(
            async () => (await PairUnderTest.NotesOnAsync(test.Pair.Standby)).Count == 2, "the standby applies what it has received");
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task What_a_lagging_standby_has_received_is_applied_before_it_opens()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var lag = await test.Pair.Faults.LagStandbyAsync("notes", Ct);
        await using Writer writer = new(test.Pair);
        await writer.MoreAsync(100);
        test.Pair.Faults.KillPrimary();

        var failover = test.Pair.FailoverAsync(planned: false, Ct);
        await lag.DisposeAsync();
        await failover;

        var acknowledged = await writer.StopAsync();
        Assert.Empty(acknowledged.Except(await test.NotesAsync()));
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task A_failover_that_broke_off_is_taken_up_again_without_loss()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var lag = await test.Pair.Faults.LagStandbyAsync("notes", Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('received')");
        test.Pair.Faults.KillPrimary();
        using (CancellationTokenSource brief = new(TimeSpan.FromMilliseconds(300)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Pair.FailoverAsync(planned: false, brief.Token));
        }

        await lag.DisposeAsync();
        await test.Pair.FailoverAsync(planned: false, Ct);

        Assert.Equal(["received"], await test.NotesAsync());
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task A_standby_that_was_restarted_may_lack_writes_and_does_not_take_over()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        var standby = test.Pair.Standby.Server;
        await standby.StopAsync();
        await standby.StartAsync(ct: Ct);
        test.Pair.Faults.KillPrimary();

        var refused = await Assert.ThrowsAsync<FailoverRefusedException>(() => test.Pair.FailoverAsync(planned: false, Ct));

        Assert.StartsWith("No failover: the standby does not follow the primary", refused.Message);
        await test.Pair.RestartPrimaryAsync(Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('the old one goes on')");
        test.AssertNeverTwoWritable();
    }
}
