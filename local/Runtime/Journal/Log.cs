using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime.Journal;

internal static partial class Log
{
    [LoggerMessage(
        3401, LogLevel.Warning,
        "Journal {File}: the end is torn at offset {Offset}; {Bytes} bytes of an append that was never acknowledged are dropped")]
    public static partial void TornEndDropped(this ILogger log, string file, long offset, long bytes);

    [LoggerMessage(3402, LogLevel.Warning, "Journal {File}: the last group is torn at offset {Offset}; {Bytes} bytes that were never "
        + "acknowledged are dropped, and kept in {Kept}")]
    public static partial void TornGroupKeptAside(this ILogger log, string file, long offset, long bytes, string kept);

    [LoggerMessage(3403, LogLevel.Information, "Journal {Folder}: compacted to {Bytes} bytes, {Files} files deleted")]
    public static partial void Compacted(this ILogger log, string folder, long bytes, int files);

    [LoggerMessage(
        3404, LogLevel.Warning, "Journal {Folder}: a file that is no longer needed could not be deleted; the next start tries again")]
    public static partial void NotDeleted(this ILogger log, string folder, Exception cause);

    [LoggerMessage(3405, LogLevel.Error, "Journal {Folder}: a write failed, and nothing is accepted from here on: {Cause}")]
    public static partial void Failed(this ILogger log, string folder, string cause);
}
