using System.Net.Sockets;
using MySqlConnector;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Turns what the driver throws into a sentence with the name of the server.</summary>
internal static class SqlFailure
{
    /// <summary>Runs the work; a failure of the driver or the connection becomes a <see cref="DatabaseException"/>.</summary>
    public static T Named<T>(string server, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is MySqlException or SocketException or IOException or TimeoutException or InvalidOperationException)
        {
            throw new DatabaseException($"{server}: {Describe(e)}", e);
        }
    }

    /// <summary>A refusal by the server is in its own words; a connection that failed is put shortly, without addresses.</summary>
    private static string Describe(Exception e) => e switch
    {
        MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired } => "no answer in time",
        MySqlException { Number: > 0 and not (int)MySqlErrorCode.UnableToConnectToHost } refusal =>
            $"{refusal.Message} (error {refusal.Number})",
        _ when Causes(e).OfType<SocketException>().FirstOrDefault() is { } socket => socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.ConnectionReset => "connection reset",
            SocketError.TimedOut => "no answer in time",
            var other => $"connection failed ({other})",
        },
        _ when Causes(e).OfType<TimeoutException>().Any() => "no answer in time",
        // The driver keeps the cause to itself when it connects over a private socket: what is left are its words for a time-out.
        MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } late when late.Message.Contains(
            "Timeout", StringComparison.OrdinalIgnoreCase) => "no answer in time",
        MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } => "connection refused",
        _ => "connection failed",
    };

    private static IEnumerable<Exception> Causes(Exception e)
    {
        for (Exception? each = e; each is not null; each = each.InnerException)
        {
            yield return each;
        }
    }
}
