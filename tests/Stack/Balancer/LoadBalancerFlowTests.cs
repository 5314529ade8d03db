using System.Net.Sockets;
using System.Text;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Tests.Balancer;

[Trait("Category", "fast")]
public class LoadBalancerFlowTests
{
    [Fact]
    public async Task An_existing_flow_lives_on_when_its_back_end_goes_down()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        using var flow = await stack.ConnectAsync();
        Assert.Equal("before", await flow.EchoAsync("before"));

        server.Health = 503;
        await stack.DownAsync(server.EndPoint);

        Assert.Equal("after", await flow.EchoAsync("after"));
        Assert.Equal("reset", await stack.SayHelloAsync());
        Assert.Equal(1, stack.StatusOf(server.EndPoint).NewFlows);
        Assert.Equal(1, stack.Balancer.RefusedFlows);
    }

    [Fact]
    public async Task A_half_close_passes_through_and_the_other_half_goes_on()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        using var flow = await stack.ConnectAsync();
        Assert.Equal("hello", await flow.EchoAsync("hello"));

        flow.Shutdown(SocketShutdown.Send);

        var last = new byte[16];
        int read = await flow.ReceiveAsync(last, TestContext.Current.CancellationToken);
        Assert.Equal("bye", Encoding.ASCII.GetString(last, 0, read));
        Assert.Equal("end", await flow.EndAsync());
        await Eventually.TrueAsync(() => stack.StatusOf(server.EndPoint).ActiveFlows == 0, "the flow is closed");
    }

    [Fact]
    public async Task A_reset_by_the_back_end_reaches_the_client()
    {
        await using var server = new ScriptedServer { Behavior = Behavior.Reset };
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        using var flow = await stack.ConnectAsync();

        await flow.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal("reset", await flow.EndAsync());
    }

    [Fact]
    public async Task A_refused_connection_is_not_tried_on_another_back_end()
    {
        var alive = new ScriptedServer();
        var dead = new ScriptedServer();
        await using var _ = alive;
        await using var stack = await BalancerUnderTest.WithAllUpAsync(
            [alive.EndPoint, dead.EndPoint], options => options with { ProbeInterval = TimeSpan.FromSeconds(2), ProbeThreshold = 2 });
        await dead.DisposeAsync();

        string[] ends = new string[60];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = await stack.SayHelloAsync();
        }

        Assert.Equal(stack.StatusOf(dead.EndPoint).NewFlows, ends.Count(each => each == "reset"));
        Assert.Equal(stack.StatusOf(alive.EndPoint).NewFlows, ends.Count(each => each == "hello"));
        Assert.Equal(stack.StatusOf(dead.EndPoint).NewFlows, stack.StatusOf(dead.EndPoint).ConnectFailures);
        Assert.True(stack.StatusOf(dead.EndPoint).NewFlows > 0);
    }

    [Fact]
    public async Task An_idle_flow_is_reset_and_a_busy_one_is_not()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync(
            [server.EndPoint], options => options with { IdleTimeout = TimeSpan.FromSeconds(1.5) });
        using var idle = await stack.ConnectAsync();
        using var busy = await stack.ConnectAsync();
        await idle.EchoAsync("x");

        var ended = idle.EndAsync();
        while (!ended.IsCompleted)
        {
            Assert.Equal("y", await busy.EchoAsync("y"));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal("reset", await ended);
        Assert.Equal("z", await busy.EchoAsync("z"));
    }

    [Fact]
    public async Task Three_thousand_flows_are_spread_about_evenly()
    {
        await using var a = new ScriptedServer();
        await using var b = new ScriptedServer();
        await using var c = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync(
            [a.EndPoint, b.EndPoint, c.EndPoint], options => options with { ProbeInterval = TimeSpan.FromSeconds(1) });

        for (int i = 0; i < 3_000; i++)
        {
            using var flow = await stack.ConnectAsync();
            flow.LingerState = new LingerOption(true, 0);
        }

        await Eventually.TrueAsync(() => stack.Balancer.Flows.Sum(each => each.NewFlows) + stack.Balancer.RefusedFlows == 3_000, "all flows were taken");
        // 1000 each, give or take five standard deviations of a fair choice.
        Assert.All(stack.Balancer.Flows, each => Assert.InRange(each.NewFlows, 850, 1150));
    }

    [Fact]
    public async Task A_thousand_flows_at_once_all_work_and_all_end()
    {
        await using var a = new ScriptedServer();
        await using var b = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync(
            [a.EndPoint, b.EndPoint], options => options with { ProbeInterval = TimeSpan.FromSeconds(2) });

        var flows = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => stack.ConnectAsync()));
        string[] answers = await Task.WhenAll(flows.Select((flow, i) => flow.EchoAsync($"flow {i}")));

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"flow {i}"), answers);
        Assert.Equal(1_000, stack.Balancer.Flows.Sum(each => each.ActiveFlows));
        Array.ForEach(flows, flow => flow.Dispose());
        await Eventually.TrueAsync(() => stack.Balancer.Flows.Sum(each => each.ActiveFlows) == 0, "all flows are closed");
    }

    [Fact]
    public async Task A_slow_reader_slows_the_sender_and_gets_every_byte()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        using var flow = await stack.ConnectAsync();
        byte[] sent = new byte[16 * 1024 * 1024];
        Random.Shared.NextBytes(sent);
        sent[0] = (byte)'x';

        // Sends everything before it reads a byte, so that the back end's answers pile up against the buffers of both sockets.
        var sending = Task.Run(async () =>
        {
            for (int at = 0; at < sent.Length;)
            {
                at += await flow.SendAsync(sent.AsMemory(at, Math.Min(64 * 1024, sent.Length - at)));
            }
        }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => stack.StatusOf(server.EndPoint).BytesOut > 100_000, "answers pile up");
        byte[] received = new byte[sent.Length];
        for (int at = 0; at < received.Length;)
        {
            int read = await flow.ReceiveAsync(received.AsMemory(at), TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            at += read;
        }

        await sending;
        Assert.True(sent.AsSpan().SequenceEqual(received));
        await Eventually.TrueAsync(() => stack.StatusOf(server.EndPoint) is { BytesIn: 16777216, BytesOut: 16777216 }, "every byte is counted");
    }

    [Fact]
    public async Task A_client_that_sends_nothing_disturbs_nobody()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        var silent = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => stack.ConnectAsync()));

        using var flow = await stack.ConnectAsync();
        Assert.Equal("hello", await flow.EchoAsync("hello"));

        Array.ForEach(silent, each => each.Dispose());
        await Eventually.TrueAsync(() => stack.StatusOf(server.EndPoint).ActiveFlows == 1, "the silent ones are gone");
    }

    [Fact]
    public async Task More_flows_than_allowed_are_reset()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint], options => options with { MaxFlows = 2 });
        using var first = await stack.ConnectAsync();
        using var second = await stack.ConnectAsync();
        Assert.Equal("12", await first.EchoAsync("1") + await second.EchoAsync("2"));

        Assert.Equal("reset", await stack.SayHelloAsync());

        second.Dispose();
        await Eventually.TrueAsync(async () => await stack.SayHelloAsync() == "hello", "there is room again");
    }

    [Fact]
    public async Task Counts_syns_and_bytes_under_their_azure_names()
    {
        await using var server = new ScriptedServer();
        await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint]);
        using (var flow = await stack.ConnectAsync())
        {
            await flow.EchoAsync("12345");
        }

        await Eventually.TrueAsync(
            () => (Sum("SYNCount"), Sum("ByteCount", "In"), Sum("ByteCount", "Out")) == (1, 5, 5) || Sum("ByteCount", "Out") == 8,
            "one connection, five bytes in");
        Assert.Equal((1, 5), (Sum("SYNCount"), Sum("ByteCount", "In")));

        double Sum(string name, string? direction = null) =>
            stack.Samples.Where(each => each.Name == name && each.Direction == direction).Sum(each => each.Value);
    }

    [Fact]
    public async Task The_address_can_be_taken_again_after_the_end_and_by_one_balancer_at_a_time()
    {
        await using var server = new ScriptedServer();
        var address = Loopback.Free();
        for (int round = 0; round < 3; round++)
        {
            await using var stack = await BalancerUnderTest.WithAllUpAsync([server.EndPoint], options => options with { Frontend = address });
            Assert.Throws<SocketException>(() => new LoadBalancer(new LoadBalancerOptions(address)));
            using var flow = await stack.ConnectAsync();
            Assert.Equal("hello", await flow.EchoAsync("hello"));
        }
    }
}
