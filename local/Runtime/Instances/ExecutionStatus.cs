using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>State of an execution after a turn.</summary>
internal sealed record ExecutionStatus(
    OrchestrationRuntimeStatus Status, DateTime UpdatedAt, string? CustomStatus, string? Output, TaskFailureDetails? Failure)
{
    public bool IsOver =>
        Status is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
