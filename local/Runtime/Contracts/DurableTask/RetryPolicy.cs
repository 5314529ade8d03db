namespace Microsoft.DurableTask;

/// <summary>How often and how fast a failed task is tried again.</summary>
public class RetryPolicy
{
    private readonly Func<TaskFailureDetails, bool> _handleFailure = _ => true;

    public RetryPolicy(int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1, TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRetryInterval ?? firstRetryInterval, firstRetryInterval, nameof(maxRetryInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(retryTimeout ?? firstRetryInterval, firstRetryInterval, nameof(retryTimeout));
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval ?? TimeSpan.FromHours(1);
        RetryTimeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
    }

    public int MaxNumberOfAttempts { get; }

    public TimeSpan FirstRetryInterval { get; }

    public double BackoffCoefficient { get; }

    public TimeSpan MaxRetryInterval { get; }

    public TimeSpan RetryTimeout { get; }

    /// <summary>Whether a failure is worth another attempt.</summary>
    public Func<Exception, bool> Handle => exception => _handleFailure(
        exception is TaskFailedException failed ? failed.FailureDetails : TaskFailureDetails.FromException(exception));

    public Func<TaskFailureDetails, bool> HandleFailure
    {
        init => _handleFailure = value;
    }
}

/// <summary>What a retry handler decides on.</summary>
public record RetryContext(TaskOrchestrationContext OrchestrationContext, int LastAttemptNumber, TaskFailureDetails LastFailure, TimeSpan TotalRetryTime, CancellationToken CancellationToken);

/// <summary>Decides whether to try again.</summary>
public delegate bool RetryHandler(RetryContext retryContext);

/// <summary>Decides whether to try again, and may wait before.</summary>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
