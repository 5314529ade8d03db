using System.Diagnostics;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Cache;

/// <summary>What comes of a cache that is away, hangs, is full, or was failed over.</summary>
[Trait("Category", "real-processes")]
public sealed class CacheFaultTests : CachedInstances
{
    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    [InlineData("full")]
    [InlineData("failed over")]
    public async Task A_cache_that_was_away_changes_nothing_and_never_gives_what_was_overwritten_meanwhile(string fault)
    {
        await Eventually.TrueAsync(async () => (await ReadAsync(Two)).Status.StartsWith("Steadfast; hit", StringComparison.Ordinal), "it is kept");
        await BreakAsync(fault);

        long began = Stopwatch.GetTimestamp();
        await One.StoreAsync("meanwhile");
        await ReadAsync(One);
        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var during = await UnmarkedAsync(One);
        await MendAsync(fault);
        List<string> seen = [];
        for (int read = 0; read < 40; read++)
        {
            seen.Add((await UnmarkedAsync(read % 2 == 0 ? Two : One)).Texts);
        }

        Assert.Equal("first,meanwhile", during.Texts);
        Assert.Equal(["first,meanwhile"], seen.Distinct());
        // Two requests, at most 50 ms more for each, and the machine runs other tests.
        Assert.InRange(took, 0, 1000);
        if (fault != "full")
        {
            await UsedAsync(One);
            await UsedAsync(Two);
        }
    }

    [Fact]
    public async Task A_cache_that_hangs_costs_a_request_little_and_soon_nothing()
    {
        Cache.Primary.Hang();
        List<double> times = [];
        for (int read = 0; read < 100; read++)
        {
            long began = Stopwatch.GetTimestamp();
            Assert.Equal(200, (await ReadAsync(One)).Code);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        // One question costs 15 ms: in less than that nothing was asked.
        Assert.InRange(times.Order().ElementAt(5), 0, 14);
        Assert.InRange(times.Order().ElementAt(50), 0, 30);
        Assert.InRange(times.Order().ElementAt(95), 0, 100);
        Cache.Primary.Continue();
        await UsedAsync(One);
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("hung")]
    [InlineData("full")]
    public async Task Status_says_whether_the_cache_is_used_also_when_nobody_reads(string fault)
    {
        await StateIsAsync("ok");
        await BreakAsync(fault);
        await StateIsAsync("away");
        await MendAsync(fault);
        await StateIsAsync("ok");
        await using var without = await NotesClient.StartConnectedAsync(Database.Settings, "3");

        Assert.Equal("none", await StateAsync(without));
    }

    private static async Task<string> StateAsync(NotesClient client) => (await client.GetAsync("/status")).Body.GetProperty("cache").GetString()!;

    private Task StateIsAsync(string state) => Eventually.TrueAsync(async () => await StateAsync(One) == state, $"the cache is {state}", seconds: 30);

    private async Task BreakAsync(string fault)
    {
        switch (fault)
        {
            case "killed":
                Cache.Primary.Kill();
                break;
            case "hung":
                Cache.Primary.Hang();
                break;
            case "full":
                Assert.StartsWith("+OK", await Cache.Primary.AskAsync(["CONFIG", "SET", "maxmemory", "1mb"], Ct));
                break;
            default:
                // The replica misses what comes now, and keeps what was.
                await Cache.Replica.AskAsync(["REPLICAOF", "NO", "ONE"], Ct);
                break;
        }
    }

    private Task MendAsync(string fault)
    {
        switch (fault)
        {
            case "killed":
                return Cache.Primary.StartAsync(Ct);
            case "hung":
                Cache.Primary.Continue();
                return Task.CompletedTask;
            case "full":
                return Cache.Primary.AskAsync(["CONFIG", "SET", "maxmemory", "8mb"], Ct);
            default:
                return Cache.FailoverAsync(Ct);
        }
    }
}
