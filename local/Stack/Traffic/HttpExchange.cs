using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Steadfast.Local.Stack.Traffic;

/// <summary>One request on a TCP connection of its own, so that the balancer chooses anew each time.</summary>
internal sealed class HttpExchange
{
    private readonly IPEndPoint _endpoint;
    private readonly byte[] _request;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    private HttpExchange(Uri target, string request, TimeSpan timeout, TimeProvider clock)
    {
        _endpoint = new IPEndPoint(IPAddress.Parse(target.Host), target.Port);
        _request = Encoding.UTF8.GetBytes(request);
        _timeout = timeout;
        _clock = clock;
    }

    /// <summary>A request for what is at an address.</summary>
    public static HttpExchange Get(Uri target, TimeSpan timeout, TimeProvider clock, string? cookie = null) =>
        new(target, $"GET {Head(target, cookie)}\r\n", timeout, clock);

    /// <summary>A request that stores something: a JSON body, and a key by which the server knows it again when it is sent twice.</summary>
    public static HttpExchange Post(
        Uri target, string key, string json, TimeSpan timeout, TimeProvider clock, string? cookie = null) => new(
        target,
        $"POST {Head(target, cookie)}Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: "
            + $"{Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}",
        timeout,
        clock);

    private static string Head(Uri target, string? cookie) =>
        $"{target.PathAndQuery} HTTP/1.1\r\nHost: {target.Authority}\r\nUser-Agent: steadfast-client\r\nConnection: close\r\n"
        + (cookie is null ? "" : $"Cookie: {cookie}\r\n");

    /// <summary>Its outcome, and who answered.</summary>
    public readonly record struct Result(TrafficOutcome Outcome, int Status, string? ServedBy, TimeSpan Took);

    /// <summary>Sends the request and judges the answer. Never throws, never takes longer than the time-out.</summary>
    public async Task<Result> RunAsync()
    {
        long sent = _clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(_timeout, _clock);
        TrafficOutcome outcome;
        var answer = new HttpAnswer();
        try
        {
            using var socket = new Socket(_endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(_endpoint, deadline.Token);
            await socket.SendAsync(_request, deadline.Token);
            while (!answer.Complete && await ReadAsync(socket, answer, deadline.Token))
            {
            }

            var took = _clock.GetElapsedTime(sent);
            if (answer.Complete)
            {
                await WaitForCloseAsync(socket, deadline.Token);
            }

            return new(answer.Judge(), answer.Status, answer.ServedBy, took);
        }
        catch (SocketException e)
        {
            outcome = OutcomeOf(e.SocketErrorCode);
        }
        catch (OperationCanceledException)
        {
            outcome = TrafficOutcome.Timeout;
        }

        return new(outcome, 0, null, _clock.GetElapsedTime(sent));
    }

    private static TrafficOutcome OutcomeOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => TrafficOutcome.Refused,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => TrafficOutcome.Reset,
        SocketError.TimedOut => TrafficOutcome.Timeout,
        _ => TrafficOutcome.Other,
    };

    private static async Task<bool> ReadAsync(Socket socket, HttpAnswer answer, CancellationToken ct)
    {
        int read = await socket.ReceiveAsync(answer.Free(), ct);
        answer.Take(read);
        return read > 0 && !answer.TooLong;
    }

    /// <summary>
    /// Lets the server close first: the side that closes first keeps the port busy for a minute, and a client that sends
    /// hundreds of requests a second would run out of ports. What happens here no longer changes the result.
    /// </summary>
    private static async Task WaitForCloseAsync(Socket socket, CancellationToken ct)
    {
        try
        {
            var rest = new byte[256];
            while (await socket.ReceiveAsync(rest, ct) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The answer was complete before.
        }
    }
}
