using Steadfast.Local.Stack.Traffic;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Stack.Tests.Balancer;

/// <summary>Three real web servers behind the balancer, with an outside client that never stops.</summary>
[Trait("Category", "real-processes")]
public sealed class RealServersTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly WebProcess[] _servers = [.. new[] { "1", "2", "3" }.Select(id => WebAppUnderTest.Instance(id))];
    private BalancerUnderTest _stack = null!;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_servers.Select(each => each.StartAsync()));
        _stack = await BalancerUnderTest.WithAllUpAsync(
            [.. _servers.Select(each => each.EndPoint)], options => options with { ProbeInterval = Interval });
    }

    public async ValueTask DisposeAsync()
    {
        await _stack.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_killed_server_gets_no_new_flow_after_two_probe_intervals()
    {
        var victim = _servers[1];
        await using var client = TrafficClient.Start(new(new Uri($"http://{_stack.Balancer.Frontend}/"), 200));
        await Eventually.TrueAsync(() => client.Report().ServedBy.Count == 3, "all three serve");
        await HalfwayBetweenProbesAsync(victim);

        var killedAt = TimeProvider.System.GetUtcNow();
        victim.Kill();
        await _stack.DownAsync(victim.EndPoint);
        var status = _stack.StatusOf(victim.EndPoint);
        int before = client.Report().Total;
        await Eventually.TrueAsync(() => client.Report().Total > before + 100, "a hundred more requests");
        var report = await client.StopAsync();

        var down = Assert.Single(_stack.Changes, each => !each.Up);
        Assert.InRange(down.At - killedAt, TimeSpan.Zero, 2 * Interval);
        Assert.InRange(status.LastNewFlowAt!.Value, killedAt, down.At);
        Assert.Equal(status.NewFlows, _stack.StatusOf(victim.EndPoint).NewFlows);
        Assert.InRange(report.Failed, 1, 200);
        Assert.InRange(report.FirstFailureAt!.Value, killedAt - TimeSpan.FromSeconds(0.2), down.At);
        Assert.InRange(report.LastFailureAt!.Value, killedAt, down.At);
    }

    [Fact]
    public async Task A_hanging_server_still_connects_and_is_left_after_its_probes_time_out()
    {
        var victim = _servers[0];
        await using var client = TrafficClient.Start(new(new Uri($"http://{_stack.Balancer.Frontend}/"), 100) { Timeout = TimeSpan.FromSeconds(1) });
        await Eventually.TrueAsync(() => client.Report().ServedBy.Count == 3, "all three serve");

        victim.Pause();
        await _stack.DownAsync(victim.EndPoint);
        long flows = _stack.StatusOf(victim.EndPoint).NewFlows;
        int before = client.Report().Total;
        await Eventually.TrueAsync(() => client.Report().Total > before + 100, "a hundred more requests");
        var report = await client.StopAsync();

        Assert.Equal("no answer within 500 ms", _stack.Probes.Last(each => !each.Success).Error);
        Assert.Equal(flows, _stack.StatusOf(victim.EndPoint).NewFlows);
        Assert.Equal(["Timeout"], report.FailuresByKind.Keys);

        victim.Continue();
        await _stack.UpAsync(victim.EndPoint);
    }

    [Fact]
    public async Task A_restarted_server_gets_flows_again()
    {
        var victim = _servers[2];
        victim.Kill();
        await _stack.DownAsync(victim.EndPoint);

        await victim.StartAsync(TestContext.Current.CancellationToken);
        await _stack.UpAsync(victim.EndPoint);

        await using var client = TrafficClient.Start(new(new Uri($"http://{_stack.Balancer.Frontend}/"), 200));
        await Eventually.TrueAsync(() => client.Report().ServedBy.ContainsKey("3"), "it serves");
        Assert.Equal(0, (await client.StopAsync()).Failed);
    }

    /// <summary>A kill at this moment leaves half an interval to spare on a busy machine, and none is needed on an idle one.</summary>
    private async Task HalfwayBetweenProbesAsync(WebProcess server)
    {
        int seen = _stack.Probes.Count(each => each.Backend.Equals(server.EndPoint));
        await Eventually.TrueAsync(() => _stack.Probes.Count(each => each.Backend.Equals(server.EndPoint)) > seen, "the next probe");
        await Task.Delay(Interval / 2, TimeProvider.System, TestContext.Current.CancellationToken);
    }
}
