using System.Buffers;
using System.Net.Sockets;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>
/// One client connection joined to one back-end connection. Bytes, half-closes and resets pass through unchanged.
/// Holds a buffer only while bytes move, so a thousand idle flows cost a thousand pairs of sockets and nothing else.
/// </summary>
internal sealed class Flow(Socket client, Backend backend, TimeProvider clock)
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _server = new(backend.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private long _lastActive = clock.GetTimestamp();
    private int _reset;

    /// <summary>Time since the last byte in either direction.</summary>
    public TimeSpan Idle => clock.GetElapsedTime(Interlocked.Read(ref _lastActive));

    /// <summary>Runs until both directions are closed. A failure on either side resets the other, as on a real wire.</summary>
    public async Task RunAsync(TimeSpan connectTimeout)
    {
        backend.FlowOpened();
        try
        {
            if (await ConnectAsync(connectTimeout))
            {
                await Task.WhenAll(CopyAsync(client, _server, fromClient: true), CopyAsync(_server, client, fromClient: false));
            }
        }
        finally
        {
            client.Dispose();
            _server.Dispose();
            backend.FlowClosed();
        }
    }

    /// <summary>Ends the flow now: both sides see a TCP reset. Safe to call from any thread, more than once.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _reset, 1) == 0)
        {
            client.Abort();
            _server.Abort();
        }
    }

    private async Task<bool> ConnectAsync(TimeSpan timeout)
    {
        try
        {
            using var deadline = new CancellationTokenSource(timeout, clock);
            await _server.ConnectAsync(backend.Address, deadline.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // No other back end is tried: at this layer the client sees what the back end did.
            backend.ConnectFailed();
            Reset();
            return false;
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool fromClient)
    {
        try
        {
            while (await PassOnAsync(from, to, fromClient))
            {
                Interlocked.Exchange(ref _lastActive, clock.GetTimestamp());
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset();
        }
    }

    /// <summary>Waits for bytes, passes on what is there; false at the end of the stream.</summary>
    private async ValueTask<bool> PassOnAsync(Socket from, Socket to, bool fromClient)
    {
        await from.ReceiveAsync(Memory<byte>.Empty);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read = await from.ReceiveAsync(buffer.AsMemory());
            if (read == 0)
            {
                return false;
            }

            for (int sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }

            backend.Count(fromClient, read);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
