using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Selects the waiting messages that the next turn of an orchestration takes, by how its execution stands.</summary>
internal static class Intake
{
    /// <summary>Tells whether a turn would take any of them.</summary>
    public static bool IsWorthATurn(OrchestrationRuntimeStatus? status, IReadOnlyList<Message> waiting) =>
        waiting.Count > 0 && status switch
        {
            OrchestrationRuntimeStatus.Pending => waiting.Any(Begins),
            OrchestrationRuntimeStatus.Suspended => waiting.Any(Controls),
            _ => true,
        };

    /// <summary>Messages that the next turn takes, in its order; the rest goes on waiting.</summary>
    public static List<Message> Take(OrchestrationRuntimeStatus? status, List<Message> waiting, out IReadOnlyList<Message> rest)
    {
        if (status == OrchestrationRuntimeStatus.Suspended)
        {
            rest = [.. waiting.Where(message => !Controls(message))];
            return [.. waiting.Where(Controls)];
        }

        // What came before the start waits for it.
        if (status == OrchestrationRuntimeStatus.Pending)
        {
            waiting = [.. waiting.OrderBy(message => Begins(message) ? 0 : 1)];
        }

        int suspension = waiting.FindIndex(message => message.Event.Kind == EventKind.ExecutionSuspended) + 1;
        rest = suspension == 0 ? [] : waiting[suspension..];
        return suspension == 0 ? waiting : waiting[..suspension];
    }

    /// <summary>A pending execution can be started, or terminated before it has started.</summary>
    private static bool Begins(Message message) => message.Event.Kind is EventKind.ExecutionStarted or EventKind.ExecutionTerminated;

    /// <summary>A suspended execution still hears these.</summary>
    private static bool Controls(Message message) =>
        message.Event.Kind is EventKind.ExecutionSuspended or EventKind.ExecutionResumed or EventKind.ExecutionTerminated;
}
