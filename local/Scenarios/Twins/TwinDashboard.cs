using System.Net.Sockets;
using Steadfast.Local.Stack.Processes;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>The Aspire dashboard of a twin: shows the traces and metrics of its web servers and of its Function App.</summary>
/// <param name="program">The program of the package.</param>
/// <param name="folder">Where it keeps its keys; goes away with the twin.</param>
public sealed class TwinDashboard(string program, TwinAddresses addresses, string folder, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly string _token = TwinOptions.NewSecret();
    private readonly string _key = TwinOptions.NewSecret();
    private ChildProcess? _process;

    /// <summary>Address for a browser, with the token that signs it in.</summary>
    public Uri Page => new(addresses.Dashboard, $"login?t={_token}");

    /// <summary>The settings with which a program sends to it.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = addresses.DashboardReceiver.ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={_key}",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
    };

    /// <summary>Starts it and returns when it takes connections.</summary>
    /// <exception cref="MachineException">It did not come up.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        _process = await ChildProcess.StartAsync(
            new(program, []) { Environment = Environment(), WorkingDirectory = folder, Clock = clock });
        long began = clock.GetTimestamp();
        while (!await ListensAsync(ct))
        {
            if (!_process.IsRunning || clock.GetElapsedTime(began) > Deadline)
            {
                throw new MachineException($"The Aspire dashboard did not come up. Its last lines:\n{_process.Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, ct);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Dictionary<string, string?> Environment() => new(ChildEnvironment.Quiet)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_URLS"] = addresses.Dashboard.ToString(),
        ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = addresses.DashboardReceiver.ToString(),
        ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true",
        ["DASHBOARD__APPLICATIONNAME"] = "Steadfast",
        ["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken",
        ["DASHBOARD__FRONTEND__BROWSERTOKEN"] = _token,
        ["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey",
        ["DASHBOARD__OTLP__PRIMARYAPIKEY"] = _key,
        ["DASHBOARD__MCP__DISABLED"] = "true",
        ["HOME"] = folder,
    };

    private async Task<bool> ListensAsync(CancellationToken ct)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(addresses.Dashboard.Host, addresses.Dashboard.Port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
