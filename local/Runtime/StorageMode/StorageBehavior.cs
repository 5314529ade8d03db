namespace Steadfast.Local.Runtime;

/// <summary>
/// Makes a runtime behave as Durable Task does on Azure Storage where that is less kind than this runtime by itself: what an app must stand
/// there it must stand here too. Every difference was measured on the Functions host with DurableTask.AzureStorage 2.11.2; see
/// docs/local-runtime.md.
/// </summary>
public sealed record StorageBehavior
{
    /// <summary>
    /// Time that a client's call lasts between reading the row of an instance and writing it, in real time. Calls that read the same row
    /// meanwhile all report success, and one of them counts. Default: 10 ms.
    /// </summary>
    public TimeSpan RoundTrip { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Time for which what a process was working on when it ended stays invisible, counted from the start of the next one. Default: 1 min,
    /// as the app's host.json has it (<c>controlQueueVisibilityTimeout</c>, <c>workItemQueueVisibilityTimeout</c>).
    /// </summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The longest time between two looks into a queue in which nothing was found. Default: 1 s, as the app's host.json has it
    /// (<c>maxQueuePollingInterval</c>).
    /// </summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromSeconds(1);
}
