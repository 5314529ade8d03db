namespace Steadfast.Local.Runtime;

/// <summary>
/// Sets going what an execution asked for and only this process can do: activities and timers. What goes to other instances are messages.
/// </summary>
internal static class OpenActions
{
    /// <summary>Does what the events say, which must be durable.</summary>
    public static void SetGoing(Engine engine, OrchestrationInstance instance, Execution live, IReadOnlyList<HistoryEvent> events)
    {
        foreach (HistoryEvent next in events)
        {
            switch (next.Kind)
            {
                case EventKind.TaskScheduled:
                    engine.Dispatch(new ActivityWork(engine, instance, live.Id, next));
                    break;
                case EventKind.TimerCreated when live.IsOpen(next.Id):
                    instance.Arm(live, next);
                    break;
                case EventKind.TimerCanceled or EventKind.TimerFired:
                    instance.Disarm(live, next.Id);
                    break;
            }
        }
    }
}
