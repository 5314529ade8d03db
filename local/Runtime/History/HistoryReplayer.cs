using Microsoft.Extensions.Logging.Abstractions;

namespace Steadfast.Local.Runtime;

/// <summary>Tells whether today's code still fits a recorded history.</summary>
/// <param name="InstanceId">The recorded instance.</param>
/// <param name="Orchestrator">Its orchestrator.</param>
/// <param name="Events">How many events were replayed.</param>
/// <param name="IsCompatible">True when the code asks for the same and ends the same.</param>
/// <param name="Reason">One sentence that says why; names the event when it does not fit.</param>
public sealed record ReplayReport(string InstanceId, string Orchestrator, int Events, bool IsCompatible, string Reason);

/// <summary>Replays exported histories against code. Nothing is carried out: answers come from the history.</summary>
public static class HistoryReplayer
{
    /// <summary>Replays one history.</summary>
    /// <param name="prose">Names of properties of the output that hold sentences for people, which may change; null when every value
    /// counts.</param>
    /// <exception cref="FormatException">It is not an exported history.</exception>
    public static ReplayReport Replay(string json, FunctionCatalog catalog, IReadOnlySet<string>? prose = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        HistoryExport history = HistoryExport.Parse(json);
        string? problem = Problem(history, catalog, prose ?? new HashSet<string>());
        return new(
            history.InstanceId, history.Orchestrator, history.Events.Count, problem is null,
            problem ?? $"the code asks for the same as all {history.Events.Count} events");
    }

    private static string? Problem(HistoryExport history, FunctionCatalog catalog, IReadOnlySet<string> prose)
    {
        if (!catalog.Orchestrators.TryGetValue(history.Orchestrator, out OrchestratorFunction? function))
        {
            return $"there is no orchestrator '{history.Orchestrator}' in this app any more";
        }

        HistoryEvent[] events = [.. history.Events];
        RunOutcome outcome = new OrchestratorRun(function, history.InstanceId, NullLoggerFactory.Instance)
        {
            SameOutput = (now, recorded) => RawJson.SameBut(prose, now, recorded),
        }.Run(events, []);
        if (outcome.Mismatch is { } mismatch)
        {
            return $"event {mismatch.Position} is {mismatch.Expected}, but the code {mismatch.Came}";
        }

        // What a terminated instance would have done next was never asked.
        if (events.Length == 0 || events[^1].Kind == EventKind.ExecutionTerminated)
        {
            return null;
        }

        if (outcome.Asked is [var first, ..])
        {
            return $"after event {events.Length - 1} the code asks for {first.Description}, which the history does not hold";
        }

        bool ended = events[^1].Kind is EventKind.ExecutionCompleted or EventKind.ExecutionFailed;
        return outcome.IsOver && !ended
            ? $"after event {events.Length - 1} the code ends ({outcome.Failure?.ToString() ?? outcome.Output ?? "no output"}), where the "
                + "recorded instance went on"
            : null;
    }
}
