using System.Net;
using System.Net.Sockets;

namespace Steadfast.Local.Stack.Tests.Databases;

/// <summary>Answers every byte with its name.</summary>
internal sealed class NamedServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    public NamedServer(char name)
    {
        _listener.Bind(Loopback.Any());
        _listener.Listen();
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync((byte)name);
    }

    public IPEndPoint Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync(byte name)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptAsync(_stopping.Token), name);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(Socket client, byte name)
    {
        using (client)
        {
            try
            {
                var question = new byte[1];
                while (await client.ReceiveAsync(question, _stopping.Token) > 0)
                {
                    await client.SendAsync(new[] { name }, _stopping.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
            }
        }
    }
}
