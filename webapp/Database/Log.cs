namespace Steadfast.WebApp.Database;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "The database is {State} ({Error}); it was {Before}")]
    public static partial void Changed(this ILogger log, string state, string error, string before);

    [LoggerMessage(302, LogLevel.Warning, "A look at the database failed in a way that is not known: {Type}")]
    public static partial void Odd(this ILogger log, string type);

    [LoggerMessage(303, LogLevel.Error, "A request to the database failed in a way that is not known: {Type}, number {Number}")]
    public static partial void RequestFailed(this ILogger log, string? type, int? number);
}
