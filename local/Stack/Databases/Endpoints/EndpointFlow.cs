using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Steadfast.Local.Stack.Balancer;

namespace Steadfast.Local.Stack.Databases;

/// <summary>One client connection joined to one connection to a server. Every piece of data passes the valve of the entrance.</summary>
internal sealed class EndpointFlow(Socket client, IPEndPoint target, EndpointValve valve)
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _server = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _ended = new();
    private int _reset;

    /// <summary>Runs until both directions are closed. A failure on either side resets the other.</summary>
    public async Task RunAsync()
    {
        using (client)
        using (_server)
        {
            if (await ConnectAsync())
            {
                await Task.WhenAll(CopyAsync(client, _server), CopyAsync(_server, client));
            }
        }
    }

    /// <summary>Ends the flow now: both sides see a TCP reset. Safe to call from any thread, more than once.</summary>
    public void Reset()
    {
        if (Interlocked.Exchange(ref _reset, 1) == 0)
        {
            _ended.Cancel();
            client.Abort();
            _server.Abort();
        }
    }

    private async Task<bool> ConnectAsync()
    {
        try
        {
            client.NoDelay = true;
            await valve.PassAsync(_ended.Token);
            await _server.ConnectAsync(target, _ended.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset();
            return false;
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            while (await PassOnAsync(from, to))
            {
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset();
        }
    }

    /// <summary>Waits for bytes, passes on what is there; false at the end of the stream.</summary>
    private async ValueTask<bool> PassOnAsync(Socket from, Socket to)
    {
        await from.ReceiveAsync(Memory<byte>.Empty, _ended.Token);
        await valve.PassAsync(_ended.Token);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read = await from.ReceiveAsync(buffer.AsMemory(), _ended.Token);
            for (int sent = 0; sent < read;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _ended.Token);
            }

            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
