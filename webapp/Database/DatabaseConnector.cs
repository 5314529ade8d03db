using Microsoft.Extensions.Options;
using MySql.Data.MySqlClient;

namespace Steadfast.WebApp.Database;

/// <summary>Opens connections. Every one looks up the server's name and reads the password anew.</summary>
internal sealed class DatabaseConnector(IOptions<DatabaseOptions> options, IPasswordSource password, DatabaseLimits limits, TimeProvider clock)
{
    // The driver counts in whole seconds.
    private const uint ConnectSeconds = 1;
    private const uint CommandSeconds = 2;

    /// <summary>A new connection. Blocks for little more than a second when the server does not answer.</summary>
    public DatabaseSession Open() => Open(options.Value.User, password.Read());

    /// <summary>A new connection with that account and that password or token.</summary>
    public DatabaseSession Open(string user, string secret)
    {
        var connection = new MySqlConnection(ConnectionString(user, secret));
        try
        {
            connection.Open();
            var session = new DatabaseSession(connection, limits, clock);
            // Strict, so that nothing is cut to fit, whatever the server's default; and backslashes as the driver writes them.
            session.Execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string ConnectionString(string user, string secret)
    {
        var database = options.Value;
        return new MySqlConnectionStringBuilder
        {
            Server = database.Host,
            Port = (uint)database.Port,
            Database = database.Name,
            UserID = user,
            Password = secret,
            SslMode = database.Tls == "off" ? MySqlSslMode.Disabled : MySqlSslMode.VerifyFull,
            CharacterSet = "utf8mb4",
            ConnectionTimeout = ConnectSeconds,
            DefaultCommandTimeout = CommandSeconds,
            // Lanes keep their connections themselves: the driver's pool would pin a password, ask the server before each use, and hide a failover.
            Pooling = false,
            AutoEnlist = false,
        }.ConnectionString;
    }
}
