using System.Text.Json;

namespace Steadfast.WebApp.Database;

/// <summary>
/// Looks at the database every second, and at once when a request finds it away, over a new connection each time: so it sees what a client
/// of the name would see, and notices when the name leads to another server. Brings the tables up to date when they are not.
/// </summary>
internal sealed class DatabaseMonitor(
    OwnAccount account, Migrations migrations, DatabaseMonitorState monitored, DatabasePools pools,
    DatabaseLimits limits, TimeProvider clock, ILogger<DatabaseMonitor> log) : BackgroundService
{
    private string? _server;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task<DatabaseCheck>? pending = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            long started = clock.GetTimestamp();
            // Never a second one beside one that hangs.
            pending = pending is { IsCompleted: false } ? pending : LookAsync();
            await TakeInAsync(await WithinDeadlineAsync(pending, stoppingToken));
            await Task.Delay(Rest(limits.SoonestLook, started), clock, stoppingToken);
            var interval = monitored.Now.State == DatabaseState.Ok ? limits.LookInterval : limits.TroubleInterval;
            await monitored.UntilDueAsync(Rest(interval, started), stoppingToken);
        }
    }

    private TimeSpan Rest(TimeSpan interval, long started)
    {
        var rest = interval - clock.GetElapsedTime(started);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private async Task<DatabaseCheck> WithinDeadlineAsync(Task<DatabaseCheck> look, CancellationToken stopping)
    {
        try
        {
            return await look.WaitAsync(limits.LookDeadline, clock, stopping);
        }
        catch (TimeoutException)
        {
            return new DatabaseCheck(FailureKind.Timeout, Writable: false, Server: null, limits.LookDeadline);
        }
    }

    private async Task TakeInAsync(DatabaseCheck look)
    {
        var (before, after) = monitored.Looked(look);
        if (before.State != after.State || before.Error != after.Error)
        {
            log.Changed(Code(after.State), after.Error ?? "no error", Code(before.State));
        }

        // After an outage, and when the name has moved, older connections may lead to a server that is no longer the one.
        if (look.Failure is not null || (_server is not null && look.Server != _server))
        {
            await pools.ClearAsync();
        }

        _server = look.Server ?? _server;
    }

    private async Task<DatabaseCheck> LookAsync()
    {
        long started = clock.GetTimestamp();
        try
        {
            await using var session = await account.OpenAsync();
            var (writable, server) = (await session.QueryAsync(
                "SELECT @@global.read_only, CONCAT(@@hostname, ':', @@port, ':', @@global.server_id)",
                static row => (Writable: row.GetValue(0).ToString() is "0" or "OFF", Server: row.GetString(1)))).Single();
            var latency = clock.GetElapsedTime(started);
            bool complete = !writable || await migrations.RunAsync(session);
            return new DatabaseCheck(complete ? null : FailureKind.NoSchema, writable, server, latency);
        }
        catch (Exception e)
        {
            var kind = FailurePolicy.KindOf(e);
            if (kind == FailureKind.Failed)
            {
                log.Odd(e.GetType().Name);
            }

            return new DatabaseCheck(kind, Writable: false, Server: null, clock.GetElapsedTime(started));
        }
    }

    private static string Code(DatabaseState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());
}
