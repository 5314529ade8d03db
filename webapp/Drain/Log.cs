namespace Steadfast.WebApp.Drain;

internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Information, "Told to stop: not ready from now on, still serving for {Seconds} s, {InFlight} in flight")]
    public static partial void Draining(this ILogger log, double seconds, int inFlight);

    [LoggerMessage(202, LogLevel.Information, "No new connections; finishing {InFlight} in flight")]
    public static partial void Closing(this ILogger log, int inFlight);

    [LoggerMessage(203, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger log);
}
