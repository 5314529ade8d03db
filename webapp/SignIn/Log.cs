namespace Steadfast.WebApp.SignIn;

internal static partial class Log
{
    [LoggerMessage(601, LogLevel.Information, "{Subject} signed in")]
    public static partial void SignedIn(this ILogger log, string subject);

    [LoggerMessage(602, LogLevel.Warning, "{Subject} may not come in")]
    public static partial void Refused(this ILogger log, string subject);

    [LoggerMessage(603, LogLevel.Warning, "A sign-in was not finished: {Type}, {Error}")]
    public static partial void Failed(this ILogger log, string? type, string? error);

    [LoggerMessage(604, LogLevel.Warning, "A sign-in could not be begun, because the provider is away")]
    public static partial void NotBegun(this ILogger log);

    [LoggerMessage(605, LogLevel.Warning, "The provider of the sign-in is {State}: {Why}")]
    public static partial void ProviderChanged(this ILogger log, string state, string why);

    [LoggerMessage(606, LogLevel.Information, "{Count} keys of sessions were read, and {Others} that were made with another secret or elsewhere were not")]
    public static partial void KeysRead(this ILogger log, int count, int others);

    [LoggerMessage(607, LogLevel.Information, "The key of sessions {Id} was made")]
    public static partial void KeyMade(this ILogger log, string id);

    [LoggerMessage(608, LogLevel.Error, "The keys of sessions cannot be had, for which the database and the file SignIn__KeysSecretFile are needed: {Problem}")]
    public static partial void KeysMissing(this ILogger log, string problem);
}
