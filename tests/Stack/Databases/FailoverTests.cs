using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public class FailoverTests(DataTemplate template)
{
    private static readonly PairObservation Well = new(PrimaryAnswers: true, StandbyAnswers: true)
    {
        PrimaryWritable = true,
        InSync = true,
        IoRunning = true,
        SqlRunning = true,
        LagSeconds = 0,
    };

    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pair_starts_in_sync()
    {
        await using var test = await PairUnderTest.StartAsync(template);

        var seen = await test.Pair.ObserveAsync(Ct);

        Assert.Equal(Well, Essence(seen));
        Assert.Equal(("db-1", "1", "db-2", "2"), (test.Pair.Primary.Name, test.Pair.Primary.Zone, test.Pair.Standby.Name, test.Pair.Standby.Zone));
    }

    [Fact]
    public async Task No_acknowledged_row_is_lost_when_the_primary_is_killed()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await using Writer writer = new(test.Pair);
        for (int round = 0; round < 3; round++)
        {
            await writer.MoreAsync();
            test.Pair.Faults.KillPrimary();
            await test.Pair.FailoverAsync(planned: false, Ct);
            await writer.MoreAsync();
            await test.Pair.RestoreRedundancyAsync(Ct);
        }

        await writer.MoreAsync();
        var acknowledged = await writer.StopAsync();

        Assert.Empty(acknowledged.Except(await test.NotesAsync()));
        Assert.Equal(Well, Essence(await test.Pair.ObserveAsync(Ct)));
        test.AssertNeverTwoWritable();
    }

    [Fact]
    public async Task A_planned_failover_turns_the_roles_round_and_the_pair_stays_in_sync()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await using Writer writer = new(test.Pair);
        await writer.MoreAsync();

        var report = await test.Pair.FailoverAsync(planned: true, Ct);

        Assert.Equal(("db-2", "2", true), (report.Primary, report.Zone, report.Planned));
        Assert.Equal(Well, Essence(await test.Pair.ObserveAsync(Ct)));
        await writer.MoreAsync();
        var acknowledged = await writer.StopAsync();
        Assert.Empty(acknowledged.Except(await test.NotesAsync()));
        Assert.Equal(await test.NotesAsync(), await PairUnderTest.NotesOnAsync(test.Pair.Standby));
        test.AssertNeverTwoWritable();
    }

    private static PairObservation Essence(PairObservation seen) =>
        seen with { ActiveConnections = null, AbortedConnections = null, CpuPercent = null, StoragePercent = null };
}
