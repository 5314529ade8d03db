using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Stack.Tests.Databases;

public class EndpointTests
{
    private CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_move_resets_old_connections_and_leads_new_ones_to_the_new_server()
    {
        await using NamedServer a = new('a'), b = new('b');
        await using var endpoint = Endpoint();
        endpoint.MoveTo(a.Address);
        using var old = await ConnectAsync(endpoint["web"]);
        Assert.Equal('a', await AnswerAsync(old));

        endpoint.MoveTo(b.Address);

        await Assert.ThrowsAsync<SocketException>(async () => await old.ReceiveAsync(new byte[1], Ct));
        using var fresh = await ConnectAsync(endpoint["web"]);
        Assert.Equal('b', await AnswerAsync(fresh));
        Assert.Equal(b.Address, endpoint.Target);
    }

    [Fact]
    public async Task Without_a_server_every_connection_is_reset()
    {
        await using var endpoint = Endpoint();

        // The reset may come while the client still connects.
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using var client = await ConnectAsync(endpoint["web"]);
            await client.ReceiveAsync(new byte[1], Ct);
        });
    }

    [Fact]
    public async Task An_entrance_that_hangs_holds_everything_back_and_lets_it_go_later()
    {
        await using NamedServer a = new('a');
        await using var endpoint = Endpoint();
        endpoint.MoveTo(a.Address);
        using var open = await ConnectAsync(endpoint["web"]);
        Assert.Equal('a', await AnswerAsync(open));
        endpoint["web"].Hang();

        using var fresh = await ConnectAsync(endpoint["web"]);
        var (held, waiting) = (AnswerAsync(open), AnswerAsync(fresh));
        using var other = await ConnectAsync(endpoint["functions"]);
        // Its round trip begins after theirs, so theirs would be over too if anything passed.
        Assert.Equal('a', await AnswerAsync(other));
        Assert.False(held.IsCompleted || waiting.IsCompleted);

        endpoint["web"].Restore();

        Assert.Equal(('a', 'a'), (await held, await waiting));
    }

    [Fact]
    public async Task A_pinned_entrance_leads_where_it_led_until_it_is_restored_and_others_follow_the_move()
    {
        await using NamedServer a = new('a'), b = new('b');
        await using var endpoint = Endpoint();
        endpoint.MoveTo(a.Address);
        endpoint["web"].Pin();

        endpoint.MoveTo(b.Address);
        using var pinned = await ConnectAsync(endpoint["web"]);
        using var other = await ConnectAsync(endpoint["functions"]);
        var answers = (await AnswerAsync(pinned), await AnswerAsync(other));
        endpoint["web"].Restore();
        using var restored = await ConnectAsync(endpoint["web"]);

        Assert.Equal(('a', 'b', 'b'), (answers.Item1, answers.Item2, await AnswerAsync(restored)));
    }

    [Fact]
    public async Task An_entrance_that_hangs_still_lets_a_move_cut_its_connections()
    {
        await using NamedServer a = new('a');
        await using var endpoint = Endpoint();
        endpoint.MoveTo(a.Address);
        using var client = await ConnectAsync(endpoint["web"]);
        Assert.Equal('a', await AnswerAsync(client));
        endpoint["web"].Hang();
        var held = AnswerAsync(client);

        endpoint.MoveTo(null);

        await Assert.ThrowsAsync<SocketException>(() => held);
        await Eventually.TrueAsync(() => endpoint["web"].Connections == 0, "no connection is kept");
    }

    [Fact]
    public async Task A_slow_entrance_delays_both_directions()
    {
        await using NamedServer a = new('a');
        await using var endpoint = Endpoint();
        endpoint.MoveTo(a.Address);
        using var client = await ConnectAsync(endpoint["web"]);
        await AnswerAsync(client);
        endpoint["web"].SlowDown(TimeSpan.FromMilliseconds(100));
        long started = TimeProvider.System.GetTimestamp();

        await AnswerAsync(client);

        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(195));
    }

    [Fact]
    public async Task An_entrance_that_does_not_exist_is_named_with_those_that_do()
    {
        await using var endpoint = Endpoint();

        Assert.Equal("There is no entrance wrong. There are: web, functions.", Assert.Throws<ArgumentException>(() => endpoint["wrong"]).Message);
    }

    private static DatabaseEndpoint Endpoint() =>
        new(new Dictionary<string, IPEndPoint> { ["web"] = Loopback.Any(), ["functions"] = Loopback.Any() }, TimeProvider.System);

    private async Task<Socket> ConnectAsync(EndpointEntrance entrance)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(entrance.Address, Ct);
        return socket;
    }

    private async Task<char> AnswerAsync(Socket socket)
    {
        await socket.SendAsync(new byte[1], Ct);
        var answer = new byte[1];
        return await socket.ReceiveAsync(answer, Ct) == 1 ? (char)answer[0] : throw new SocketException((int)SocketError.Disconnecting);
    }
}
