namespace Steadfast.Local.Azure;

/// <summary>Why an operation failed.</summary>
/// <param name="Code">Machine-readable code.</param>
/// <param name="Message">One sentence.</param>
public sealed record OperationError(string Code, string Message);

/// <summary>What a scenario does to one operation: an error to end with, or something to wait for first.</summary>
sealed record OperationFault(OperationError? Error, Task? Stuck);

/// <summary>One asynchronous operation as a caller sees it at one moment.</summary>
/// <param name="Id">Last part of the status URL.</param>
/// <param name="Kind">What was asked for: "restart".</param>
/// <param name="InstanceId">The instance it works on.</param>
/// <param name="StartTime">When it was accepted.</param>
/// <param name="EndTime">When it ended; null while it runs.</param>
/// <param name="Status">InProgress, Succeeded or Failed.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
public sealed record Operation(
    string Id, string Kind, string InstanceId, DateTimeOffset StartTime, DateTimeOffset? EndTime, string Status, OperationError? Error)
{
    /// <summary>Status of an operation that runs.</summary>
    public const string InProgress = "InProgress";

    /// <summary>Status of an operation that did what was asked.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>Status of an operation that did not.</summary>
    public const string Failed = "Failed";
}
