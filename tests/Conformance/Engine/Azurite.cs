using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>
/// Azure Storage as a real process on loopback, for all tests of this run; each works on a task hub of its own. Its account and key are made for the
/// run. Where Node or the package cannot be had, the tests that need it are skipped with the reason.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    private const string Account = "conformance";

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private ChildProcess? _process;
    private string? _connection;

    /// <summary>Why it is not there; null when it is.</summary>
    public string? Missing { get; private set; }

    /// <summary>The connection string. Skips the test that asks when the storage is not there.</summary>
    public string Connection
    {
        get
        {
            Assert.SkipWhen(Missing is not null, Missing ?? "");
            return _connection!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program)
        {
            Missing = "Azurite is not installed: run 'npm ci --ignore-scripts' in tests/Conformance/azurite, or set STEADFAST_AZURITE to its azurite.js.";
            return;
        }

        string host = $"127.126.{Random.Shared.Next(1, 255)}.{Random.Shared.Next(1, 255)}";
        int[] ports = FreePorts(host);
        try
        {
            string[] arguments =
            [
                program, "--silent", "--skipApiVersionCheck", "--inMemoryPersistence", "--disableTelemetry",
                "--blobHost", host, "--blobPort", $"{ports[0]}", "--queueHost", host, "--queuePort", $"{ports[1]}", "--tableHost", host, "--tablePort", $"{ports[2]}",
            ];
            _process = await ChildProcess.StartAsync(new ChildProcessOptions("node", arguments)
            {
                Environment = new Dictionary<string, string?> { ["AZURITE_ACCOUNTS"] = $"{Account}:{_key}" },
                WorkingDirectory = Path.GetDirectoryName(program),
            });
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Missing = $"Node cannot be started: {missing.Message}";
            return;
        }

        await Task.WhenAll(ports.Select(port => ListensAsync(host, port)));
        string Endpoint(string service, int port) => $"{service}Endpoint=http://{host}:{port}/{Account};";
        _connection = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={_key};{Endpoint("Blob", ports[0])}{Endpoint("Queue", ports[1])}{Endpoint("Table", ports[2])}";
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;

    /// <summary>The program: <c>STEADFAST_AZURITE</c>, or where the script installs it in the repository.</summary>
    private static string? Program()
    {
        if (Environment.GetEnvironmentVariable("STEADFAST_AZURITE") is { Length: > 0 } told)
        {
            return told;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string program = Path.Combine(folder.FullName, "tests", "Conformance", "azurite", "node_modules", "azurite", "dist", "src", "azurite.js");
            if (File.Exists(program))
            {
                return program;
            }
        }

        return null;
    }

    private async Task ListensAsync(string host, int port)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                using TcpClient probe = new();
                await probe.ConnectAsync(IPAddress.Parse(host), port);
                return;
            }
            catch (SocketException) when (_process!.IsRunning && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static int[] FreePorts(string host)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Parse(host), 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
