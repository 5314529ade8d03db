using System.Collections.Concurrent;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>A pair in memory: what it is seen as is set by the test, what is asked of it is kept in order.</summary>
internal sealed class FakeDatabase : IDatabaseServers
{
    public static PairReading Well { get; } = new(PrimaryAnswers: true, StandbyAnswers: true)
    {
        IoRunning = true,
        SqlRunning = true,
        InSync = true,
        LagSeconds = 0,
        ActiveConnections = 12,
        AbortedConnections = 3,
        CpuPercent = 20,
        StoragePercent = 30,
        MemoryPercent = 40,
    };

    /// <summary>The primary is dead; of the standby only that it answers is known.</summary>
    public static PairReading PrimaryDead { get; } = new(PrimaryAnswers: false, StandbyAnswers: true) { IoRunning = false, SqlRunning = true };

    public static PairReading StandbyDead { get; } =
        Well with { StandbyAnswers = false, IoRunning = false, SqlRunning = false, InSync = false, LagSeconds = null };

    private volatile PairReading _seen = Well;

    public ConcurrentQueue<string> Calls { get; } = new();

    public PairReading Seen
    {
        get => _seen;
        set => _seen = value;
    }

    public volatile bool CannotHandOver;

    public volatile bool HandsOverForEver;

    public volatile bool CannotFailOver;

    public volatile bool CannotRestart;

    public volatile bool CannotRestore;

    public volatile bool LooksBreak;

    public string PrimaryZone { get; private set; } = "1";

    public string StandbyZone { get; private set; } = "2";

    public Task<PairReading> ObserveAsync(CancellationToken ct) =>
        LooksBreak ? throw new IOException("no route to the servers") : Task.FromResult(Seen);

    public async Task FailoverAsync(bool planned, CancellationToken ct)
    {
        Calls.Enqueue(planned ? "hand over" : "force");
        if (planned && HandsOverForEver)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        }

        if (planned ? CannotHandOver : CannotFailOver)
        {
            throw new InvalidOperationException("password of the servers");
        }

        (PrimaryZone, StandbyZone) = (StandbyZone, PrimaryZone);
        Seen = StandbyDead;
    }

    public Task RestartAsync(CancellationToken ct)
    {
        Calls.Enqueue("restart");
        Seen = CannotRestart ? throw new InvalidOperationException("password of the servers") : Well;
        return Task.CompletedTask;
    }

    public Dictionary<string, DatabaseSchema> Schemas { get; } = new() { ["app"] = new("app", "utf8mb4", "utf8mb4_general_ci") };

    public ConcurrentDictionary<string, string> Parameters { get; } = new() { ["max_connections"] = "151", ["read_only"] = "OFF", ["sql_mode"] = "STRICT_ALL_TABLES" };

    public Task StopAsync(CancellationToken ct)
    {
        Calls.Enqueue("stop");
        Seen = PairReading.Nothing;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<DatabaseSchema>> SchemasAsync(CancellationToken ct) =>
        LooksBreak ? throw new IOException("no route to the servers") : Task.FromResult<IReadOnlyList<DatabaseSchema>>([.. Schemas.Values]);

    public Task CreateSchemaAsync(DatabaseSchema schema, CancellationToken ct)
    {
        Schemas[schema.Name] = schema;
        return Task.CompletedTask;
    }

    public Task DropSchemaAsync(string name, CancellationToken ct)
    {
        Schemas.Remove(name);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<string, string>> ParametersAsync(CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(Parameters));

    public Task SetParameterAsync(string name, string value, CancellationToken ct)
    {
        Parameters[name] = value;
        return Task.CompletedTask;
    }

    public Task RestoreRedundancyAsync(CancellationToken ct)
    {
        Calls.Enqueue("restore");
        Seen = CannotRestore ? throw new InvalidOperationException("password of the servers") : Well;
        return Task.CompletedTask;
    }
}
