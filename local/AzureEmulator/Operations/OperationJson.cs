namespace Steadfast.Local.AzureEmulator;

/// <summary>The status document of an operation as ARM words it.</summary>
internal static class OperationJson
{
    /// <summary>The document; compute leaves the id out.</summary>
    public static object Of(Operation operation, string? id = null) => new
    {
        id,
        startTime = operation.StartTime,
        endTime = operation.EndTime,
        status = operation.Status,
        error = operation.Error is { } error ? new { code = error.Code, message = error.Message } : null,
        name = operation.Id,
    };
}
