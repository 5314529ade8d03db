using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;

namespace Steadfast.WebApp.Database;

/// <summary>Decides what an error of the server or the driver means, and what may be done about it. Pure.</summary>
internal static class FailurePolicy
{
    /// <summary>Names the failure. The driver wraps errors, and gives lost connections no number or the one of refused ones.</summary>
    public static FailureKind KindOf(Exception error)
    {
        bool fromDriver = false;
        for (Exception? each = error; each is not null; each = each.InnerException)
        {
            switch (each)
            {
                case DatabaseFailureException known:
                    return known.Kind;
                case MySqlException { Number: > 0 and not (int)MySqlErrorCode.UnableToConnectToHost } numbered:
                    return KindOf(numbered.Number);
                case MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired }:
                    return FailureKind.Timeout;
                case AuthenticationException:
                    return FailureKind.TlsRefused;
                case TimeoutException or OperationCanceledException or SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return FailureKind.Timeout;
                case MySqlException or SocketException or IOException:
                    fromDriver = true;
                    break;
            }
        }

        return fromDriver ? FailureKind.Unreachable : FailureKind.Failed;
    }

    /// <summary>The number that the server gave the error; null when it gave none.</summary>
    public static int? NumberOf(Exception? error) => error switch
    {
        null => null,
        MySqlException { Number: > 0 } numbered => numbered.Number,
        _ => NumberOf(error.InnerException),
    };

    /// <summary>Names an error number of MySQL or MariaDB.</summary>
    public static FailureKind KindOf(int number) => number switch
    {
        // shutting down, aborted, killed, interrupted, server gone, lost during the query
        1053 or 1152 or 1184 or 1317 or 1927 or 2002 or 2003 or 2006 or 2013 or 3169 or 4031 => FailureKind.Unreachable,
        1969 or 3024 => FailureKind.Timeout,
        // table of a read-only engine (MariaDB), --read-only, read-only transaction, read-only mode, refused by the group of servers
        1036 or 1290 or 1792 or 1836 or 3100 => FailureKind.ReadOnly,
        // no space left, table full, error on write
        3 or 1021 or 1114 => FailureKind.DiskFull,
        1044 or 1045 or 1142 or 1143 or 1227 or 1251 or 1698 or 1820 or 3118 => FailureKind.AccessDenied,
        1040 or 1203 or 1226 => FailureKind.TooManyConnections,
        1049 or 1146 => FailureKind.NoSchema,
        1205 or 1213 => FailureKind.Locked,
        _ => FailureKind.Failed,
    };

    /// <summary>Tells whether the same request may succeed a moment later. Every request here can be made twice without harm.</summary>
    public static bool MayPass(FailureKind kind) =>
        kind is FailureKind.Unreachable or FailureKind.Timeout or FailureKind.ReadOnly or FailureKind.TooManyConnections
            or FailureKind.NoSchema or FailureKind.Locked;

    /// <summary>Tells whether the other connections are in doubt too: the server went away, or is no longer the primary.</summary>
    public static bool CondemnsAll(FailureKind kind) => kind is FailureKind.Unreachable or FailureKind.ReadOnly;
}
