using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>Describes an exception as the Functions worker does.</summary>
internal static class FailureDescription
{
    /// <summary>
    /// Turns an exception and its causes into data. <c>TaskFailureDetails.FromException</c> alone leaves out why a task failed.
    /// </summary>
    public static TaskFailureDetails From(Exception exception)
    {
        TaskFailureDetails details = TaskFailureDetails.FromException(exception);
        return exception switch
        {
            TaskFailedException failed => details with { InnerFailure = failed.FailureDetails },
            { InnerException: { } cause } => details with { InnerFailure = From(cause) },
            _ => details,
        };
    }
}
