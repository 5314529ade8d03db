using Microsoft.DurableTask;

namespace Steadfast.Functions.Durable;

/// <summary>Tells how often an activity is tried again when it fails in a way that was not foreseen.</summary>
internal static class Retries
{
    /// <summary>
    /// Retries a look. It changes nothing and reports what it cannot read, so a failure is a passing one of the host: three
    /// tries in about 10 s.
    /// </summary>
    public static readonly TaskOptions OfReads = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 3, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 3));

    /// <summary>Retries an action, which looks before it acts: five tries in about a minute.</summary>
    public static readonly TaskOptions OfActions = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, firstRetryInterval: TimeSpan.FromSeconds(2), backoffCoefficient: 2.5));
}
