using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Result of a start.</summary>
/// <param name="Refusal">Why it was refused, or none.</param>
/// <param name="Existing">The state of the execution that was kept; null unless that is the refusal.</param>
/// <param name="Durable">Completes when the start that counts is durable: this one, or the one that was kept.</param>
internal readonly record struct StartResult(StartRefusal Refusal, OrchestrationRuntimeStatus? Existing, ValueTask Durable);

/// <summary>Reason why a start was refused.</summary>
internal enum StartRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The id is taken by an execution that is to be kept.</summary>
    Exists,

    /// <summary>The instance was removed meanwhile; its successor may take the start.</summary>
    Removed,

    /// <summary>The row was changed since the caller read it; the start is not heard of again.</summary>
    LostRace,
}
