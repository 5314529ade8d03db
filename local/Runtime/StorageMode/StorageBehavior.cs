namespace Steadfast.Local.Runtime;

/// <summary>
/// Makes a runtime behave as Durable Task does on Azure Storage where that is less kind than this runtime by itself: what an app must stand there it
/// must stand here too. Every difference was measured on the Functions host with DurableTask.AzureStorage 2.11.2; see docs/local-runtime.md.
/// </summary>
public sealed record StorageBehavior
{
    /// <summary>
    /// How long a client's call lasts between reading the row of an instance and writing it, in real time. Calls that read the same row meanwhile
    /// all report success, and one of them counts. Default: 10 ms.
    /// </summary>
    public TimeSpan RoundTrip { get; init; } = TimeSpan.FromMilliseconds(10);
}
