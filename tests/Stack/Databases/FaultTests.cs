using System.Net.Sockets;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public class FaultTests(DataTemplate template)
{
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_only_primary_refuses_writes_and_answers_reads()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await test.Pair.Faults.MakePrimaryReadOnlyAsync(Ct);

        var refused = await Assert.ThrowsAsync<DatabaseException>(() => test.ExecuteAsync("INSERT INTO notes (text) VALUES ('x')"));

        Assert.Contains("error 1290", refused.Message);
        Assert.Empty(await test.NotesAsync());
        var seen = await test.Pair.ObserveAsync(Ct);
        Assert.Equal((true, false), (seen.PrimaryAnswers, seen.PrimaryWritable));
        await test.Pair.FailoverAsync(planned: false, Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('y')");
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task A_full_disk_fails_writes_and_a_failover_ends_it_without_loss()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('before')");
        await test.Pair.Faults.FillPrimaryDiskAsync(Ct);

        var refused = await Assert.ThrowsAsync<DatabaseException>(() => test.ExecuteAsync("INSERT INTO notes (text) VALUES ('refused')"));

        Assert.Contains("File too large", refused.Message);
        Assert.Equal(["before"], await test.NotesAsync());
        Assert.Equal(100, (await test.Pair.ObserveAsync(Ct)).StoragePercent);
        await test.Pair.FailoverAsync(planned: false, Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('after')");
        await test.Pair.RestoreRedundancyAsync(Ct);
        Assert.Equal(["before", "after"], await PairUnderTest.NotesOnAsync(test.Pair.Standby));
        Assert.True((await test.Pair.ObserveAsync(Ct)).StoragePercent < 100);
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task A_lagging_standby_receives_and_says_that_it_is_behind()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await using var lag = await test.Pair.Faults.LagStandbyAsync("notes", Ct);
        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('late')");

        await Eventually.TrueAsync(async () => (await test.Pair.ObserveAsync(Ct)).LagSeconds >= 2, "the standby is two seconds behind");

        var seen = await test.Pair.ObserveAsync(Ct);
        Assert.Equal((true, true, true), (seen.IoRunning, seen.SqlRunning, seen.InSync));
    }

    [Fact]
    public async Task A_look_at_servers_that_hang_or_are_dead_is_a_result_and_quick()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        test.Pair.Faults.HangPrimary();
        await test.Pair.Standby.Server.FenceAsync();

        var seen = await test.Pair.ObserveAsync(Ct).WaitAsync(TimeSpan.FromSeconds(10), Ct);

        Assert.Equal(("db-1: no answer in time", "db-2: connection refused"), (seen.PrimaryError, seen.StandbyError));
        Assert.Equal((false, false, false, false), (seen.PrimaryAnswers, seen.StandbyAnswers, seen.IoRunning, seen.SqlRunning));
    }

    [Fact]
    public async Task Each_entrance_is_cut_off_by_itself()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        test.Pair.Endpoint[PairUnderTest.Functions].Cut();

        await test.ExecuteAsync("INSERT INTO notes (text) VALUES ('through the other')");

        await Assert.ThrowsAsync<SocketException>(() => GreetingAsync(test.Pair.Endpoint[PairUnderTest.Functions]));
        test.Pair.Endpoint[PairUnderTest.Functions].Restore();
        Assert.True(await GreetingAsync(test.Pair.Endpoint[PairUnderTest.Functions]) > 0);
    }

    /// <summary>Length of the first packet, which a server sends to anybody who connects.</summary>
    private async Task<int> GreetingAsync(EndpointEntrance entrance)
    {
        using Socket client = new(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(entrance.Address, Ct);
        return await client.ReceiveAsync(new byte[256], Ct);
    }
}
