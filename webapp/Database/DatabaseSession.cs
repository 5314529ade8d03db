using MySql.Data.MySqlClient;

namespace Steadfast.WebApp.Database;

/// <summary>One connection. Used by one thread at a time.</summary>
internal sealed class DatabaseSession(MySqlConnection connection, DatabaseLimits limits, TimeProvider clock) : IDisposable
{
    private readonly long _opened = clock.GetTimestamp();

    /// <summary>Whether the server's name led here a moment ago. An older connection may lead to a former primary.</summary>
    public bool Young => clock.GetElapsedTime(_opened) <= limits.Young;

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs an INSERT and returns the id the row was given.</summary>
    public long Insert(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
        return command.LastInsertedId;
    }

    /// <summary>Runs a query and reads all its rows.</summary>
    public List<T> Query<T>(string sql, Func<MySqlDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private MySqlCommand Command(string sql, ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = new MySqlCommand(sql, connection);
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
