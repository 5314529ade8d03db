using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Twins;
using Steadfast.Local.Stack.Databases;

namespace Steadfast.Local.Scenarios.Databases;

/// <summary>
/// The database of a twin: two real servers behind one name, with an entrance of its own for each web server and for the Function App, so
/// that each can be cut off by itself. For the emulated platform it is what stands behind the flexible server.
/// </summary>
public sealed class TwinDatabase : IDatabaseServers, IAsyncDisposable
{
    private const string ForFunctions = "functions";
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(1);

    private readonly DatabasePairOptions _options;
    private readonly TimeProvider _clock;
    private DatabasePair? _pair;

    /// <summary>Prepares it; nothing runs before <see cref="StartAsync"/>.</summary>
    public TwinDatabase(TwinAddresses addresses, TwinOptions options, string folder)
    {
        _clock = options.Clock;
        Dictionary<string, IPEndPoint> entrances = new() { [ForFunctions] = addresses.DatabaseForFunctions };
        for (int index = 0; index < options.Instances + options.SpareInstances; index++)
        {
            entrances[addresses.Web(index).ToString()] = addresses.DatabaseForWeb(index);
        }

        _options = new(folder, addresses.DatabaseServer(1), addresses.DatabaseServer(2), entrances)
        {
            CommitWait = options.CommitWait,
            Template = options.DatabaseTemplate,
            Clock = _clock,
        };
    }

    /// <summary>Both servers.</summary>
    public DatabasePair Pair => _pair ?? throw new InvalidOperationException("The database is not started yet; call StartAsync first.");

    /// <summary>A folder for what is restored from a backup; it goes when the twin does.</summary>
    public string DrillFolder => Path.Combine(_options.Folder, "drill");

    /// <summary>The way of the Function App to it.</summary>
    public EndpointEntrance FunctionsWay => Pair.Endpoint[ForFunctions];

    /// <summary>The ways of all web servers to it, of those too that may come yet.</summary>
    public IReadOnlyList<EndpointEntrance> WebWays => [.. Pair.Endpoint.Entrances.Where(entrance => entrance.Name != ForFunctions)];

    /// <inheritdoc/>
    public string PrimaryZone => _pair?.Primary.Zone ?? _options.FirstZone;

    /// <inheritdoc/>
    public string StandbyZone => _pair?.Standby.Zone ?? _options.SecondZone;

    /// <summary>The way of one web server to it.</summary>
    public EndpointEntrance WayOf(TwinMachine machine) => Pair.Endpoint[machine.Spec.PrivateIp];

    /// <summary>Starts both servers and returns when they are in sync.</summary>
    /// <exception cref="DatabaseException">A server did not come up, or MariaDB is not installed.</exception>
    public async Task StartAsync(CancellationToken ct) => _pair = await DatabasePair.StartAsync(_options, ct);

    /// <summary>The settings with which a web server finds it.</summary>
    public IReadOnlyDictionary<string, string?> SettingsFor(string privateIp)
    {
        IPEndPoint way = Pair.Endpoint[privateIp].Address;
        return new Dictionary<string, string?>
        {
            ["STEADFAST_DATABASE_HOST"] = way.Address.ToString(),
            ["STEADFAST_DATABASE_PORT"] = $"{way.Port}",
            ["STEADFAST_DATABASE_NAME"] = Pair.Accounts.Database,
            ["STEADFAST_DATABASE_USER"] = Pair.Accounts.AppUser,
            ["STEADFAST_DATABASE_PASSWORD_FILE"] = Pair.Accounts.PasswordFile,
            // Everything is on this machine.
            ["STEADFAST_DATABASE_TLS"] = "off",
        };
    }

    /// <summary>Waits until every web server says that it reads and writes.</summary>
    /// <exception cref="InvalidOperationException">One of them does not in time.</exception>
    public async Task WaitUntilUsedAsync(IReadOnlyList<TwinMachine> machines, CancellationToken ct)
    {
        using HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
        foreach (TwinMachine machine in machines)
        {
            string? said = null;
            bool isUsed = await Wait.Until(
                async () => (said = await StateAsync(http, machine.EndPoint, ct)) == "ok", _clock, StartDeadline, ct);
            if (!isUsed)
            {
                throw new InvalidOperationException(
                    $"Web server {machine.Id} does not use the database within {StartDeadline.TotalSeconds:0} s: it says "
                        + $"{said ?? "nothing"}.");
            }
        }
    }

    /// <summary>Texts of all notes that the present primary has, asked for past every way that clients take.</summary>
    /// <exception cref="DatabaseException">The primary does not answer.</exception>
    public Task<IReadOnlyList<string>> StoredNotesAsync(CancellationToken ct) =>
        Pair.Primary.Server.AskAsync(
            session => session.Column($"SELECT text FROM {Pair.Accounts.Database}.notes"), TimeSpan.FromSeconds(10), ct);

    /// <summary>
    /// Counts the rows that the trial writes of the web servers have left on the present primary; none while they have made no table.
    /// </summary>
    /// <param name="ct">Gives up waiting.</param>
    /// <exception cref="DatabaseException">The primary does not answer.</exception>
    public async Task<int> TrialRowsAsync(CancellationToken ct)
    {
        IReadOnlyList<string> rows = await Pair.Primary.Server.AskAsync(
            session => session.Scalar(
                "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = @p0 AND table_name = 'write_trials'",
                Pair.Accounts.Database) == "0"
                ? []
                : session.Column($"SELECT id FROM {Pair.Accounts.Database}.write_trials"),
            TimeSpan.FromSeconds(10),
            ct);
        return rows.Count;
    }

    async Task<PairReading> IDatabaseServers.ObserveAsync(CancellationToken ct)
    {
        PairObservation seen = await Pair.ObserveAsync(ct);
        return new(seen.PrimaryAnswers, seen.StandbyAnswers)
        {
            IoRunning = seen.IoRunning,
            SqlRunning = seen.SqlRunning,
            InSync = seen.InSync,
            LagSeconds = seen.LagSeconds,
            ActiveConnections = seen.ActiveConnections,
            AbortedConnections = seen.AbortedConnections,
            CpuPercent = seen.CpuPercent,
            StoragePercent = seen.StoragePercent,
        };
    }

    Task IDatabaseServers.FailoverAsync(bool planned, CancellationToken ct) => Pair.FailoverAsync(planned, ct);

    Task IDatabaseServers.RestartAsync(CancellationToken ct) => Pair.RestartPrimaryAsync(ct);

    Task IDatabaseServers.RestoreRedundancyAsync(CancellationToken ct) => Pair.RestoreRedundancyAsync(ct);

    Task IDatabaseServers.StopAsync(CancellationToken ct) => Pair.StopAsync(ct);

    Task<IReadOnlyList<DatabaseSchema>> IDatabaseServers.SchemasAsync(CancellationToken ct) => DatabaseContent.SchemasAsync(Pair, ct);

    Task IDatabaseServers.CreateSchemaAsync(DatabaseSchema schema, CancellationToken ct) =>
        DatabaseContent.CreateSchemaAsync(Pair, schema, ct);

    Task IDatabaseServers.DropSchemaAsync(string name, CancellationToken ct) => DatabaseContent.DropSchemaAsync(Pair, name, ct);

    Task<IReadOnlyDictionary<string, string>> IDatabaseServers.ParametersAsync(CancellationToken ct) =>
        DatabaseContent.ParametersAsync(Pair, ct);

    Task IDatabaseServers.SetParameterAsync(string name, string value, CancellationToken ct) =>
        DatabaseContent.SetParameterAsync(Pair, name, value, ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pair?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async Task<string?> StateAsync(HttpClient http, IPEndPoint address, CancellationToken ct)
    {
        try
        {
            JsonElement status = await http.GetFromJsonAsync<JsonElement>(new Uri($"http://{address}/status"), ct);
            return status.GetProperty("database").GetProperty("state").GetString();
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
