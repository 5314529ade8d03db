namespace Steadfast.Local.Stack.Databases;

/// <summary>A time in which both servers accepted writes.</summary>
/// <param name="From">Begin.</param>
/// <param name="To">End.</param>
public sealed record WritableOverlap(TimeSpan From, TimeSpan To);

/// <summary>
/// The times in which one server accepted writes. An answer is true at some moment between question and answer, so a span goes from the
/// first "yes" to the last question that was answered "yes" without a "no" between them: what is in it is certain.
/// </summary>
internal sealed class WritableSpans(string name)
{
    private readonly Lock _gate = new();
    private readonly List<WritableOverlap> _spans = [];
    private bool _open;

    /// <summary>Name of the server.</summary>
    public string Name { get; } = name;

    /// <summary>Takes in one answer; no answer counts as no.</summary>
    public void Add(TimeSpan asked, TimeSpan answered, bool writable)
    {
        lock (_gate)
        {
            if (writable && _open)
            {
                _spans[^1] = _spans[^1] with { To = asked };
            }
            else if (writable)
            {
                _spans.Add(new(answered, answered));
            }

            _open = writable;
        }
    }

    /// <summary>Spans in which both have a moment in common.</summary>
    public static IReadOnlyList<WritableOverlap> Overlaps(WritableSpans first, WritableSpans second)
    {
        var (ours, theirs) = (first.Snapshot(), second.Snapshot());
        return [.. from one in ours
                   from other in theirs
                   let begin = one.From > other.From ? one.From : other.From
                   let end = one.To < other.To ? one.To : other.To
                   where begin <= end
                   select new WritableOverlap(begin, end)];
    }

    private WritableOverlap[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _spans];
        }
    }
}
