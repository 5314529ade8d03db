using Microsoft.Extensions.Logging;

namespace Steadfast.Functions.Retention;

internal static partial class Log
{
    [LoggerMessage(
        302, LogLevel.Information, "{Count} histories were purged: older than {KeepFor}, or more than {KeepAtMost} of their kind")]
    public static partial void Purged(this ILogger log, int count, TimeSpan keepFor, int keepAtMost);

    [LoggerMessage(305, LogLevel.Warning, "Old evidence could not be purged ({Problem}); the next run tries again")]
    public static partial void EvidenceNotPurged(this ILogger log, string problem);
}
