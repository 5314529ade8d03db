using System.Runtime.InteropServices;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>
/// One execution of an orchestrator: from its start to its end, or to the next continue-as-new. Changed only under its instance's gate.
/// </summary>
internal sealed class Execution(HistoryEvent start, OrchestrationRuntimeStatus status = OrchestrationRuntimeStatus.Pending)
{
    private readonly List<HistoryEvent> _history = new(4);
    private Dictionary<int, HistoryEvent>? _open;

    /// <summary>The event that starts it, whether it has run yet or not.</summary>
    public HistoryEvent Start { get; } = start;

    public string Id => Start.Execution!;

    public DateTime CreatedAt { get; init; } = start.Time;

    /// <summary>Its state; replaced as a whole, so a reader never sees half of a turn.</summary>
    public ExecutionStatus ExecutionStatus { get; private set; } = new(status, start.Time, null, null, null);

    public OrchestrationRuntimeStatus Status => ExecutionStatus.Status;

    public bool IsOver => ExecutionStatus.IsOver;

    public ReadOnlySpan<HistoryEvent> History => CollectionsMarshal.AsSpan(_history);

    public int Length => _history.Count;

    /// <summary>Requests that are not answered.</summary>
    public IEnumerable<HistoryEvent> Open => _open?.Values ?? Enumerable.Empty<HistoryEvent>();

    /// <summary>Its armed timers; null when none was armed.</summary>
    public ArmedTimers? Timers { get; set; }

    /// <summary>The run that has lived through the whole history; null when the next turn replays it.</summary>
    public OrchestratorRun? Kept { get; set; }

    public bool IsOpen(int id) => _open?.ContainsKey(id) == true;

    /// <summary>The first events, which stay as they are whatever is added later.</summary>
    public IReadOnlyList<HistoryEvent> HistoryUpTo(int length) => new ArraySegmentOf(_history, length);

    /// <summary>Adds what a turn brought.</summary>
    public void Apply(TurnCommit turn)
    {
        _history.AddRange(turn.News);
        ExecutionStatus = turn.ExecutionStatus;
        foreach (HistoryEvent added in turn.News)
        {
            Track(added);
        }

        if (IsOver)
        {
            _open = null;
        }
    }

    /// <summary>While recovering: the execution as a snapshot holds it.</summary>
    public void Restore(IEnumerable<HistoryEvent> saved, ExecutionStatus standing)
    {
        foreach (HistoryEvent added in saved)
        {
            _history.Add(added);
            Track(added);
        }

        ExecutionStatus = standing;
        _open = standing.IsOver ? null : _open;
    }

    /// <summary>None of its timers fires any more.</summary>
    public void Disarm()
    {
        Timers?.DisarmAll();
        Timers = null;
    }

    private void Track(HistoryEvent added)
    {
        switch (added.Kind)
        {
            case EventKind.TaskScheduled or EventKind.TimerCreated or EventKind.SubOrchestrationCreated or EventKind.EntityCalled:
                (_open ??= [])[added.Id] = added;
                break;
            case EventKind.EventSent or EventKind.EntitySignaled:
                break;
            default:
                _open?.Remove(added.Id);
                break;
        }
    }

    /// <summary>The first items of a list that only grows. Reading it needs no lock.</summary>
    private sealed class ArraySegmentOf(List<HistoryEvent> list, int count) : IReadOnlyList<HistoryEvent>
    {
        public int Count => count;

        public HistoryEvent this[int index] => list[index];

        public IEnumerator<HistoryEvent> GetEnumerator()
        {
            for (int index = 0; index < count; index++)
            {
                yield return list[index];
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
