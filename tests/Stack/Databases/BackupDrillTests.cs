using Steadfast.Local.Stack.Backups;

namespace Steadfast.Local.Stack.Tests.Databases;

public class BackupDrillTests(DataTemplate template)
{
    [Fact]
    public async Task A_restore_brings_back_exactly_one_moment()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        await using Writer writer = new(test.Pair);
        await writer.MoreAsync();

        var result = await BackupDrill.RunAsync(
            test.Pair,
            new(test.FileAt("drill"), Loopback.Free()) { WriteFor = TimeSpan.FromMilliseconds(500) },
            writer.AcknowledgedSoFar,
            TestContext.Current.CancellationToken);

        Assert.True(result.Exact);
        Assert.Empty(result.Lost);
        Assert.Equal(result.RowsThen, result.RowsRestored);
        // Without rows before and after the moment, exactness would prove nothing.
        Assert.InRange(result.AcknowledgedThen, 21, result.RowsThen);
        Assert.True(result.RowsLater > 0);
    }
}
