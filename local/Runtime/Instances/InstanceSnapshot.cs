namespace Steadfast.Local.Runtime;

/// <summary>An instance at one moment. Reading it needs no lock, whatever the instance does meanwhile.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Execution">The execution that held the id; of its history only the first events belong to the snapshot.</param>
/// <param name="Length">How many events those are.</param>
/// <param name="ExecutionStatus">How it stood.</param>
/// <param name="Messages">What waited and must survive a crash.</param>
internal sealed record InstanceSnapshot(
    string Id, Execution Execution, int Length, ExecutionStatus ExecutionStatus, IReadOnlyList<Message> Messages);
