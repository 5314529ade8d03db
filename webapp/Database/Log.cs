namespace Steadfast.WebApp.Database;

internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "The database is {State} ({Error}); it was {Before}")]
    public static partial void Changed(this ILogger log, string state, string error, string before);

    [LoggerMessage(302, LogLevel.Warning, "A look at the database failed in a way that is not known: {Type}")]
    public static partial void Odd(this ILogger log, string type);

    [LoggerMessage(303, LogLevel.Error, "A request to the database failed in a way that is not known: {Type}, number {Number}")]
    public static partial void RequestFailed(this ILogger log, string? type, int? number);

    [LoggerMessage(304, LogLevel.Information, "The account {User} was made in the database")]
    public static partial void AccountMade(this ILogger log, string user);

    [LoggerMessage(305, LogLevel.Information, "The account {User} has its renewed password")]
    public static partial void PasswordRenewed(this ILogger log, string user);
}
