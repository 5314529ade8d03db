using System.Net;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Tests.Balancer;

[Trait("Category", "fast")]
public class LoadBalancerHealthTests
{
    [Fact]
    public async Task The_first_round_of_probes_runs_at_once()
    {
        await using var server = new ScriptedServer();
        await using var stack = new BalancerUnderTest([server.EndPoint], options => options with { ProbeInterval = TimeSpan.FromMinutes(1), ProbeThreshold = 1 });

        await stack.UpAsync(server.EndPoint);

        Assert.Equal(200, Assert.Single(stack.Probes).Status);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(301)]
    [InlineData(401)]
    [InlineData(503)]
    public async Task Only_status_200_is_up(int status)
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);

        server.Health = status;
        await stack.DownAsync(server.EndPoint);

        Assert.Equal($"down: 2 probes in a row answered \"status {status}\"", stack.Changes.Last().Reason);
    }

    [Fact]
    public async Task Goes_down_after_two_failed_probes_and_comes_back_after_two_good_ones()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);

        server.Health = 503;
        await stack.DownAsync(server.EndPoint);
        server.Health = 200;
        await stack.UpAsync(server.EndPoint);
        await Eventually.TrueAsync(() => stack.Changes.Count == 3, "three changes were told");

        var replayed = new List<bool>();
        var state = new ProbeState();
        foreach (var probe in stack.Probes)
        {
            var next = state.After(probe.Success, threshold: 2);
            if (next.Up != state.Up)
            {
                replayed.Add(next.Up);
            }

            state = next;
        }

        Assert.Equal([true, false, true], replayed);
        Assert.Equal([true, false, true], stack.Changes.Select(each => each.Up));
    }

    [Fact]
    public async Task A_back_end_that_connects_and_never_answers_goes_down()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);

        server.Health = 0;
        await stack.DownAsync(server.EndPoint);

        Assert.Equal("no answer within 100 ms", stack.Probes.Last(each => !each.Success).Error);
    }

    [Fact]
    public async Task Probes_another_port_when_told_so()
    {
        await using var health = new ScriptedServer();
        await using var server = new ScriptedServer(address: new IPEndPoint(health.EndPoint.Address, 0));
        server.Health = 503;

        await using var stack = await BalancerUnderTest.WithAllUpAsync(
            [server.EndPoint], options => options with { ProbePort = health.EndPoint.Port });

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task An_operators_word_overrules_the_probe()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);

        Assert.True(stack.Balancer.SetAdminState(server.EndPoint, AdminState.Down));
        Assert.False(stack.StatusOf(server.EndPoint).Eligible);
        await Eventually.TrueAsync(() => stack.Samples.Any(each => each is { Name: "DipAvailability", Value: 0 }), "the metric shows it");

        server.Health = 503;
        Assert.True(stack.Balancer.SetAdminState(server.EndPoint, AdminState.Up));
        await Eventually.TrueAsync(() => !stack.StatusOf(server.EndPoint).Up, "the probe says down");
        Assert.True(stack.StatusOf(server.EndPoint).Eligible);

        Assert.True(stack.Balancer.SetAdminState(server.EndPoint, AdminState.None));
        Assert.False(stack.StatusOf(server.EndPoint).Eligible);
        Assert.False(stack.Balancer.SetAdminState(Loopback.Free(), AdminState.Up));
    }

    [Fact]
    public async Task Publishes_the_availability_metrics_under_their_azure_names()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        await Eventually.TrueAsync(() => stack.Samples.Any(each => each is { Name: "VipAvailability", Value: 100 }), "the data path is up");

        server.Health = 503;

        await Eventually.TrueAsync(() => stack.Samples.Any(each => each is { Name: "VipAvailability", Value: 0 }), "the data path is down");
        var dip = stack.Samples.Where(each => each.Name == "DipAvailability").ToArray();
        Assert.All(dip, each => Assert.Equal(server.EndPoint, each.Backend));
        Assert.Equal([100, 0], dip.Select(each => each.Value).Distinct());
        Assert.All(stack.Samples, each => Assert.Equal(stack.Balancer.Frontend, each.Frontend));
    }

    [Fact]
    public async Task A_back_end_can_join_and_leave_at_run_time()
    {
        await using var first = new ScriptedServer();
        await using var second = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([first.EndPoint]);

        stack.Balancer.AddBackend(second.EndPoint);
        Assert.Throws<InvalidOperationException>(() => stack.Balancer.AddBackend(second.EndPoint));
        await stack.UpAsync(second.EndPoint);
        Assert.True(stack.Balancer.RemoveBackend(first.EndPoint));
        Assert.False(stack.Balancer.RemoveBackend(first.EndPoint));

        Assert.Equal([second.EndPoint], stack.Balancer.Flows.Select(each => each.Address));
        int probes = stack.Probes.Count(each => each.Backend.Equals(second.EndPoint));
        await Eventually.TrueAsync(() => stack.Probes.Count(each => each.Backend.Equals(second.EndPoint)) >= probes + 3, "three more rounds");
        Assert.DoesNotContain(stack.Probes.TakeLast(2), each => each.Backend.Equals(first.EndPoint));
    }

    [Fact]
    public async Task A_handler_that_throws_does_not_stop_the_probes()
    {
        await using var server = new ScriptedServer();
        await using var stack = new BalancerUnderTest([], options => options);
        stack.Balancer.Probed += _ => throw new InvalidOperationException("a bug");

        stack.Balancer.AddBackend(server.EndPoint);

        await stack.UpAsync(server.EndPoint);
        Assert.True(stack.Balancer.HandlerFailures >= 1);
    }

    [Fact]
    public void Wrong_settings_are_all_named_at_once()
    {
        var wrong = Assert.Throws<ArgumentException>(() => new LoadBalancer(
            new LoadBalancerOptions(Loopback.Any()) { ProbeThreshold = 0, ProbePath = "healthz", MaxFlows = 0 }));

        Assert.Equal(
            "ProbeThreshold is 0; it must be 1 or more. ProbePath is 'healthz'; it must start with / and hold no space. MaxFlows is 0; it must be 1 or more.",
            wrong.Message);
    }
}
