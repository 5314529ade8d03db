using System.Data;
using System.Globalization;
using MySqlConnector;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// A connection to one server. Synchronous: whoever uses it gives it a thread. Not safe for several threads at once.
/// </summary>
public sealed class SqlSession : IDisposable
{
    private readonly MySqlConnection _connection;

    private SqlSession(MySqlConnectionStringBuilder settings, TimeSpan timeout)
    {
        uint seconds = (uint)Math.Max(1, Math.Ceiling(timeout.TotalSeconds));
        settings.Pooling = false;
        settings.SslMode = MySqlSslMode.Disabled;
        settings.AutoEnlist = false;
        settings.TreatTinyAsBoolean = false;
        // No second connection to stop a statement that takes too long: the server may hang.
        settings.CancellationTimeout = -1;
        settings.ConnectionTimeout = seconds;
        settings.DefaultCommandTimeout = seconds;
        _connection = new MySqlConnection(settings.ConnectionString);
        try
        {
            _connection.Open();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Connects over a server's private socket, as its administrator.</summary>
    internal static SqlSession AsAdministrator(string socket, TimeSpan timeout) =>
        new(new() { Server = socket, ConnectionProtocol = MySqlConnectionProtocol.UnixSocket, UserID = "root" }, timeout);

    /// <summary>Connects over the network, as a client does.</summary>
    internal static SqlSession AsClient(System.Net.IPEndPoint address, string user, string password, string database, TimeSpan timeout) =>
        new(
            new() { Server = $"{address.Address}", Port = (uint)address.Port, UserID = user, Password = password, Database = database },
            timeout);

    /// <summary>
    /// Runs a statement; the values take the places of <c>@p0</c>, <c>@p1</c> and so on. Returns the number of rows it changed.
    /// </summary>
    public int Execute(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>First column of the first row, or null.</summary>
    public string? Scalar(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>First column of all rows.</summary>
    public IReadOnlyList<string> Column(string sql, params object?[] values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        List<string> column = [];
        while (reader.Read())
        {
            column.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture) ?? "");
        }

        return column;
    }

    /// <summary>First row by column name; null when there is none.</summary>
    public IReadOnlyDictionary<string, string?>? Row(string sql)
    {
        using var command = Command(sql, []);
        using var reader = command.ExecuteReader(CommandBehavior.SingleRow);
        if (!reader.Read())
        {
            return null;
        }

        return Enumerable.Range(0, reader.FieldCount).ToDictionary(
            reader.GetName,
            each => reader.IsDBNull(each) ? null : Convert.ToString(reader.GetValue(each), CultureInfo.InvariantCulture));
    }

    /// <summary>All rows of two columns as names and values, for example of <c>SHOW GLOBAL STATUS</c>.</summary>
    public IReadOnlyDictionary<string, string> Pairs(string sql)
    {
        using var command = Command(sql, []);
        using var reader = command.ExecuteReader();
        Dictionary<string, string> pairs = new(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            pairs[reader.GetString(0)] = reader.GetString(1);
        }

        return pairs;
    }

    /// <summary>Closes the connection; one to a server that does not answer is given up at once.</summary>
    public void Dispose() => _connection.Dispose();

    private MySqlCommand Command(string sql, object?[] values)
    {
        var command = new MySqlCommand(sql, _connection);
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"@p{i}", values[i]);
        }

        return command;
    }
}
