namespace Steadfast.WebApp.Cache;

internal static partial class Log
{
    [LoggerMessage(401, LogLevel.Information, "The cache is {State}")]
    public static partial void CacheChanged(this ILogger log, string state);

    [LoggerMessage(402, LogLevel.Warning, "The cache did not take a renewed token: {Type}")]
    public static partial void TokenRefused(this ILogger log, string type);
}
