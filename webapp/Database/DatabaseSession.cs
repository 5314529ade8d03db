using MySqlConnector;

namespace Steadfast.WebApp.Database;

/// <summary>
/// One open connection. Used by one request at a time. No statement takes a cancellation token: when one is cancelled, the driver opens a
/// second connection to stop the statement and waits for it, which takes seconds where the server hangs. Each ends by its own time-out.
/// </summary>
/// <param name="connection">The connection, open.</param>
/// <param name="isYoung">Whether the server's name led here a moment ago. An older connection may lead to a former primary.</param>
/// <param name="pool">Which of the pools it is from; 0 for none.</param>
internal sealed class DatabaseSession(MySqlConnection connection, bool isYoung, int pool = 0) : IAsyncDisposable
{
    /// <summary>True when the server's name led here a moment ago.</summary>
    public bool Young => isYoung;

    /// <summary>Number of the pool that it is from.</summary>
    public int Pool => pool;

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, params ReadOnlySpan<(string Name, object Value)> values) => ExecuteAsync(Command(sql, values));

    /// <summary>Runs an INSERT and returns the id the row was given.</summary>
    public Task<long> InsertAsync(string sql, params ReadOnlySpan<(string Name, object Value)> values) => InsertAsync(Command(sql, values));

    /// <summary>Runs a query and reads all its rows.</summary>
    public Task<List<T>> QueryAsync<T>(string sql, Func<MySqlDataReader, T> row, params ReadOnlySpan<(string Name, object Value)> values) =>
        QueryAsync(Command(sql, values), row);

    /// <summary>Gives the connection back to its pool, or closes it.</summary>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static async Task<int> ExecuteAsync(MySqlCommand command)
    {
        await using (command)
        {
            return await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task<long> InsertAsync(MySqlCommand command)
    {
        await ExecuteAsync(command);
        return command.LastInsertedId;
    }

    private static async Task<List<T>> QueryAsync<T>(MySqlCommand command, Func<MySqlDataReader, T> row)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            List<T> rows = [];
            while (await reader.ReadAsync(CancellationToken.None))
            {
                rows.Add(row(reader));
            }

            return rows;
        }
    }

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
