namespace Steadfast.Local.Stack.Tests.Databases;

public class WritableServersTests(DataTemplate template)
{
    [Fact]
    public async Task Two_writable_servers_are_noticed()
    {
        await using var test = await PairUnderTest.StartAsync(template);
        Assert.Empty(test.Writable.Overlaps());

        await test.Pair.Standby.Server.ExecuteAsync(["SET GLOBAL read_only = 0"], ct: TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => test.Writable.Overlaps().Count > 0, "the watch has seen both accept writes");
    }
}
