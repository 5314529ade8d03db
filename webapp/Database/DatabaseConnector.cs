using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Steadfast.WebApp.Database;

/// <summary>Opens connections. Every one that is new looks up the server's name and reads the password anew.</summary>
internal sealed class DatabaseConnector(IOptions<DatabaseOptions> options, IPasswordSource password, DatabaseLimits limits, TimeProvider clock)
{
    // The driver counts in whole seconds. Its time-out of a statement closes the connection at once (-1), instead of asking the server to stop it first.
    private const uint ConnectSeconds = 1;
    private const uint CommandSeconds = 2;
    private const int CloseAtOnce = -1;

    // Strict, so that nothing is cut to fit, whatever the server's default.
    private const string SessionSettings = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'";

    /// <summary>A connection of its own, with that account and that password or token.</summary>
    public async Task<DatabaseSession> OpenAsync(string user, string secret)
    {
        await using var source = Source(user, pooled: false);
        return new DatabaseSession(await OpenAsync(source.CreateConnection(), () => secret), isYoung: true);
    }

    /// <summary>A connection from a source of <see cref="Pool"/>: one that was given back, or a new one.</summary>
    public async Task<MySqlConnection> OpenAsync(MySqlDataSource pool)
    {
        await password.PrepareAsync();
        return await OpenAsync(pool.CreateConnection(), password.Read);
    }

    /// <summary>Connections for the application's account that are kept for reuse.</summary>
    public MySqlDataSource Pool() => Source(options.Value.User, pooled: true);

    private async Task<MySqlConnection> OpenAsync(MySqlConnection connection, Func<string> secret)
    {
        // The driver gives "refused" and "silent" one number; when this has run out, it was silent.
        using CancellationTokenSource deadline = new(limits.ConnectTimeout, clock);
        connection.ProvidePasswordCallback = _ => secret();
        try
        {
            await connection.OpenAsync(deadline.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private MySqlDataSource Source(string user, bool pooled) =>
        new MySqlDataSourceBuilder(ConnectionString(user, pooled)).ConfigureTracing(static tracing => tracing
            .WithSemanticConventionsKinds(MySqlConnectorSemanticConventionsKinds.Stable)).UseConnectionOpenedCallback(static async (opened, _) =>
        {
            if (opened.Conditions.HasFlag(MySqlConnectionOpenedConditions.New))
            {
                await using var command = new MySqlCommand(SessionSettings, opened.Connection);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }).Build();

    private string ConnectionString(string user, bool pooled)
    {
        var database = options.Value;
        return new MySqlConnectionStringBuilder
        {
            Server = database.Host,
            Port = (uint)database.Port,
            Database = database.Name,
            UserID = user,
            SslMode = database.Tls == "off" ? MySqlSslMode.Disabled : MySqlSslMode.VerifyFull,
            ConnectionTimeout = ConnectSeconds,
            DefaultCommandTimeout = CommandSeconds,
            CancellationTimeout = CloseAtOnce,
            AutoEnlist = false,
            TreatTinyAsBoolean = false,
            Pooling = pooled,
            MaximumPoolSize = (uint)limits.Connections,
            // A request that meets a dead connection is tried again, so none is asked before each use whether it lives.
            ConnectionReset = false,
            ConnectionIdleTimeout = 60,
            // A name that leads elsewhere empties the pool.
            DnsCheckInterval = pooled ? 1u : 0,
        }.ConnectionString;
    }
}
