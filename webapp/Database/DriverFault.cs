using System.Runtime.ExceptionServices;

namespace Steadfast.WebApp.Database;

/// <summary>
/// Keeps a fault of the driver (MySql.Data 26.10.0) from ending the process. When a TLS handshake takes longer than the connection may, the
/// driver throws in the callback of a timer, where nobody can catch it, besides ending the handshake as it should. Can go when the driver
/// no longer does that: the test of a server that falls silent in the handshake then passes without it.
/// </summary>
internal static class DriverFault
{
    /// <summary>From now on that one exception is passed over; every other unhandled one ends the process as before. Once per process.</summary>
    public static void Contain() => ExceptionHandling.SetUnhandledExceptionHandler(IsHandshakeTimer);

    /// <summary>Whether this is the exception: thrown by the driver's TLS part, alone, in the callback of a cancellation.</summary>
    public static bool IsHandshakeTimer(Exception error) =>
        error is AggregateException { InnerExceptions: [AggregateException { StackTrace: { } thrownAt }] }
        && thrownAt.TrimStart().StartsWith("at MySql.Data.Common.Ssl.", StringComparison.Ordinal);
}
