using System.Net;
using System.Net.Sockets;
using System.Text;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Stack.Caches;

/// <summary>A Redis server of Debian as a process. Keeps nothing on disk, as a cache.</summary>
/// <param name="address">Where it listens, on 127.0.0.0/8.</param>
/// <param name="memory">How much it takes. What is more is refused; nothing is thrown away for it.</param>
/// <param name="clock">Clock of deadlines.</param>
public sealed class RedisServer(IPEndPoint address, string memory, TimeProvider clock) : ServerProcess(clock)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <summary>Address on which it listens.</summary>
    public IPEndPoint Address => address;

    /// <summary>True when the program is on this machine.</summary>
    public static bool IsInstalled => File.Exists(Program);

    private static string Program => "/usr/bin/redis-server";

    /// <summary>Starts it, again if it was stopped, and returns when it answers.</summary>
    /// <exception cref="CacheException">It did not come up, or is not installed.</exception>
    public override Task StartAsync(CancellationToken ct = default)
    {
        if (!IsInstalled)
        {
            throw new CacheException("redis-server is missing. Install the package redis-server.");
        }

        ChildProcessOptions redis = new(Program,
        [
            "--bind", $"{address.Address}", "--port", $"{address.Port}", "--save", "", "--appendonly", "no", "--daemonize", "no",
            "--maxmemory", memory, "--maxmemory-policy", "noeviction", "--repl-diskless-sync-delay", "0",
        ])
        { WorkingDirectory = "/" };
        return StartAsync(
            redis, AnswersAsync, Deadline,
            lines => new CacheException($"redis-server on {address} did not come up. Its last lines:\n{lines}"), ct);
    }

    /// <summary>Makes it a replica of another, and returns when it has everything that one has.</summary>
    public async Task FollowAsync(RedisServer primary, CancellationToken ct = default)
    {
        await AskAsync(["REPLICAOF", $"{primary.Address.Address}", $"{primary.Address.Port}"], ct);
        if (!await UntilAsync(async asked => (await AskAsync(["INFO", "replication"], asked)).Contains("master_link_status:up", StringComparison.Ordinal), Deadline, ct))
        {
            throw new CacheException($"the cache on {address} does not follow {primary.Address}.");
        }
    }

    /// <summary>Sends a command and returns what came back, as the protocol writes it.</summary>
    public async Task<string> AskAsync(IReadOnlyList<string> command, CancellationToken ct = default)
    {
        using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address, ct);
        await using NetworkStream stream = new(socket);
        string text = $"*{command.Count}\r\n"
            + string.Concat(command.Select(static each => $"${Encoding.UTF8.GetByteCount(each)}\r\n{each}\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        byte[] answer = new byte[64 * 1024];
        return Encoding.UTF8.GetString(answer, 0, await stream.ReadAsync(answer, ct));
    }

    private async Task<bool> AnswersAsync(CancellationToken ct)
    {
        try
        {
            return (await AskAsync(["PING"], ct)).StartsWith("+PONG", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
