namespace Steadfast.Local.Runtime;

/// <summary>
/// Counts the messages behind histories. On a back end with queues each of them waits until its queue is read, so their number on the way
/// to something says how long that takes at least. Pure.
/// </summary>
public static class MessagePath
{
    /// <summary>The messages that had to be delivered, one after the other, before an action of an orchestration was carried out.</summary>
    /// <param name="name">Name of the activity, operation or child; the first that has it.</param>
    /// <returns>The first message first; empty when the orchestration did not ask for it.</returns>
    public static IReadOnlyList<Hop> To(IReadOnlyList<HistoryExport> histories, string instanceId, string name)
    {
        HistoryExport history = histories.First(one => one.InstanceId == instanceId);
        int action = Find(history, what => what.Name == name && IsRequest(what.Kind));
        return action < 0 ? [] : [.. WayTo(histories, history, action)];
    }

    /// <summary>Every message that an orchestration sent or got, in the order of its history.</summary>
    public static IReadOnlyList<Hop> Of(HistoryExport history) =>
        [.. history.Events.Select(what => HopOf(history, what)).OfType<Hop>()];

    private static IEnumerable<Hop> WayTo(IReadOnlyList<HistoryExport> histories, HistoryExport history, int action)
    {
        // What the orchestrator asks for in a turn is due to what came in at the beginning of that turn.
        int cause = CauseOf(history, action);
        HistoryEvent came = history.Events[cause];
        IEnumerable<Hop> before = came.Kind switch
        {
            EventKind.ExecutionStarted => WayToStart(histories, history),
            EventKind.EventRaised => [],
            _ => WayTo(histories, history, Find(history, what => what.Id == came.Id && IsRequest(what.Kind))),
        };
        return before.Append(HopOf(history, came)!).Concat(HopOf(history, history.Events[action]) is { } hop ? [hop] : []);
    }

    private static IEnumerable<Hop> WayToStart(IReadOnlyList<HistoryExport> histories, HistoryExport started)
    {
        HistoryEvent start = started.Events.First(what => what.Kind == EventKind.ExecutionStarted);
        if (start.Caller is { } caller)
        {
            HistoryExport parent = histories.First(other => other.InstanceId == caller.InstanceId);
            return WayTo(
                histories, parent,
                Find(parent, what => what.Kind == EventKind.SubOrchestrationCreated && what.Target == started.InstanceId));
        }

        // A start by a client does not say who that was: it was the activity that was begun last before it, if there is one.
        var found = histories.Where(other => other != started)
            .SelectMany(other => other.Events.Select((what, index) => (other, what, index)))
            .Where(each => each.what.Kind == EventKind.TaskScheduled && each.what.Time <= start.Time)
            .OrderBy(each => each.what.Time)
            .LastOrDefault();
        return found.other is null ? [] : WayTo(histories, found.other, found.index);
    }

    private static int CauseOf(HistoryExport history, int action)
    {
        int turn = action;
        while (history.Events[turn].Kind != EventKind.TurnStarted)
        {
            turn--;
        }

        // Of several that came in the same turn the one that was asked for last is what the orchestrator was waiting for.
        int cause = turn + 1;
        for (int next = cause + 1; next < action && IsArrival(history.Events[next].Kind); next++)
        {
            cause = history.Events[next].Id > history.Events[cause].Id ? next : cause;
        }

        return cause;
    }

    private static int Find(HistoryExport history, Func<HistoryEvent, bool> fits)
    {
        for (int index = 0; index < history.Events.Count; index++)
        {
            if (fits(history.Events[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private static bool IsRequest(EventKind kind) =>
        kind is EventKind.TaskScheduled
            or EventKind.TimerCreated or EventKind.SubOrchestrationCreated or EventKind.EntityCalled or EventKind.EntitySignaled;

    private static bool IsArrival(EventKind kind) =>
        kind is EventKind.ExecutionStarted or EventKind.TaskCompleted or EventKind.TaskFailed or EventKind.TimerFired
        or EventKind.SubOrchestrationCompleted
            or EventKind.SubOrchestrationFailed or EventKind.EventRaised or EventKind.EntityCompleted or EventKind.EntityFailed;

    // A timer is one message that is delivered late, and a child's start is counted where it begins.
    private static Hop? HopOf(HistoryExport history, HistoryEvent what) => what.Kind switch
    {
        EventKind.ExecutionStarted => new("orchestration start", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.TaskScheduled => new("activity", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.TaskCompleted or EventKind.TaskFailed => new("activity result", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.TimerFired => new("timer", "", history.InstanceId, what.Time),
        EventKind.SubOrchestrationCompleted or EventKind.SubOrchestrationFailed =>
            new("child's result", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.EventSent => new("event sent", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.EventRaised => new("event", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.EntityCalled => new("entity call", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.EntitySignaled => new("entity signal", what.Name ?? "", history.InstanceId, what.Time),
        EventKind.EntityCompleted or EventKind.EntityFailed => new("entity answer", what.Name ?? "", history.InstanceId, what.Time),
        _ => null,
    };
}
