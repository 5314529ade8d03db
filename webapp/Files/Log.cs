using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Files;

internal static partial class Log
{
    [LoggerMessage(501, LogLevel.Information, "The storage of files is {State}: {Why}")]
    public static partial void StorageChanged(this ILogger log, DependencyState state, string why);

    [LoggerMessage(502, LogLevel.Information, "{Count} files that no note has were deleted")]
    public static partial void Swept(this ILogger log, int count);

    [LoggerMessage(503, LogLevel.Warning, "Files that no note has could not be looked for: {Type}")]
    public static partial void NotSwept(this ILogger log, string type);

    [LoggerMessage(504, LogLevel.Error, "The file of note {Note} is in the database and not in the storage")]
    public static partial void FileMissing(this ILogger log, long note);

    [LoggerMessage(505, LogLevel.Warning, "A file was not sent to its end: {Type}")]
    public static partial void SendingEnded(this ILogger log, string type);
}
