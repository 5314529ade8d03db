namespace Steadfast.Local.Runtime;

/// <summary>One message that a back end with queues would have to deliver.</summary>
/// <param name="Kind">What it carries: "orchestration start", "activity", "activity result", "entity call", "entity answer", "timer",
/// "event", ….</param>
/// <param name="Name">Name of the orchestrator, activity, operation or event; empty for a timer.</param>
/// <param name="InstanceId">The orchestration that sends it or gets it.</param>
/// <param name="At">When it was sent, or received where only that is recorded, UTC.</param>
public sealed record Hop(string Kind, string Name, string InstanceId, DateTime At);
