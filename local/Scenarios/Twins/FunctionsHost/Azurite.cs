using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Twins.FunctionsHost;

/// <summary>
/// Azure Storage on this machine, for what the Functions host keeps: histories, queues, leases. It keeps everything in memory.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    /// <summary>The variable that names its program.</summary>
    public const string Variable = "STEADFAST_AZURITE";

    private const string Account = "steadfast";
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(60);
    private readonly AzuriteOptions _options;
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private ChildProcess? _process;

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    public Azurite(AzuriteOptions options) => _options = options;

    /// <summary>Settings of the Functions host: addresses, and a key that is made for this run.</summary>
    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={_key};"
        + $"BlobEndpoint=http://{_options.Blobs}/{Account};QueueEndpoint=http://{_options.Queues}/{Account};TableEndpoint=http://{_options.Tables}/{Account}";

    /// <summary>True when it runs.</summary>
    public bool IsRunning => _process?.IsRunning == true;

    /// <summary>The process id; null before it is started.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Starts it and waits until it takes connections.</summary>
    /// <exception cref="MachineException">It is not installed, or did not come up.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        if (_options.Program is not { } program || !File.Exists(program))
        {
            throw new MachineException(
                "Azurite (storage for the Functions host) is not installed. Run the command through ./steadfast, which gets it with npm.");
        }

        _process = await ChildProcess.StartAsync(new("node",
        [
            program, "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--inMemoryPersistence",
            "--blobHost", $"{_options.Blobs.Address}", "--blobPort", $"{_options.Blobs.Port}",
            "--queueHost", $"{_options.Queues.Address}", "--queuePort", $"{_options.Queues.Port}",
            "--tableHost", $"{_options.Tables.Address}", "--tablePort", $"{_options.Tables.Port}",
        ])
        {
            // In the environment, where other users cannot read it.
            Environment = new Dictionary<string, string?> { ["AZURITE_ACCOUNTS"] = $"{Account}:{_key}" },
            Clock = _options.Clock,
        });
        await WaitAsync(_process, ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task WaitAsync(ChildProcess process, CancellationToken ct)
    {
        long began = _options.Clock.GetTimestamp();
        IPEndPoint[] awaited = [_options.Blobs, _options.Queues, _options.Tables];
        while (process.IsRunning && _options.Clock.GetElapsedTime(began) < MaxStart)
        {
            if ((await Task.WhenAll(awaited.Select(address => TakesAsync(address, ct)))).All(takes => takes))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), _options.Clock, ct);
        }

        throw new MachineException($"Azurite did not come up. Its last lines:\n{process.Output}");
    }

    private static async Task<bool> TakesAsync(IPEndPoint address, CancellationToken ct)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Command that starts Azurite.</summary>
/// <param name="Program">Its program, a script for Node; null when it is not installed.</param>
/// <param name="Blobs">Where it serves blobs.</param>
/// <param name="Queues">Where it serves queues.</param>
/// <param name="Tables">Where it serves tables.</param>
/// <param name="Clock">The clock of deadlines.</param>
public sealed record AzuriteOptions(string? Program, IPEndPoint Blobs, IPEndPoint Queues, IPEndPoint Tables, TimeProvider Clock);
