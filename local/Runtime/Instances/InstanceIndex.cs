namespace Steadfast.Local.Runtime;

/// <summary>
/// The orchestrations in the order of their ids and in that of their creation, so that a list looks at those that it may show and not at
/// all that are kept. Safe from any thread.
/// </summary>
internal sealed class InstanceIndex
{
    private static readonly Comparer<Entry> ByTime = Comparer<Entry>.Create(static (one, other) =>
        one.CreatedAt.CompareTo(other.CreatedAt) is not 0 and var order ? order : string.CompareOrdinal(one.Id, other.Id));

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _ids = new(StringComparer.Ordinal);
    private readonly SortedSet<Entry> _times = new(ByTime);

    /// <summary>Number of entries that queries have looked at since the start.</summary>
    public long Read { get; private set; }

    /// <summary>Takes an instance in, in which an execution begins; one that has had another before is found by the new one only.</summary>
    public void Put(OrchestrationInstance instance, DateTime createdAt)
    {
        lock (_gate)
        {
            TakeOut(instance);
            _ids.Add(instance.Id);
            _times.Add(new(createdAt, instance.Id));
            instance.IndexedAt = createdAt;
        }
    }

    /// <summary>Takes a removed instance out. Before its id is free for another one, or that one would be taken out.</summary>
    public void Remove(OrchestrationInstance instance)
    {
        lock (_gate)
        {
            TakeOut(instance);
        }
    }

    /// <summary>The ids that come after another one, in order.</summary>
    /// <param name="prefix">Begin of the ids; empty for all.</param>
    /// <param name="after">The id behind which it begins; null for the first.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<string> After(string prefix, string? after, int count)
    {
        lock (_gate)
        {
            if (_ids.Max is not { } last)
            {
                return [];
            }

            string from = after is null || string.CompareOrdinal(after, prefix) < 0 ? prefix : after;
            string to = prefix.Length == 0 ? last : prefix + char.MaxValue;
            return string.CompareOrdinal(from, to) > 0
                ? []
                : Counted([.. _ids.GetViewBetween(from, to).SkipWhile(id => id == after).Take(count)]);
        }
    }

    /// <summary>
    /// The ids of those that were created in a time, in the order of their creation; null when they are more than so many.
    /// </summary>
    /// <param name="from">The first moment, UTC; null: since ever.</param>
    /// <param name="to">The last moment, UTC; null: until now.</param>
    public IReadOnlyList<string>? Between(DateTime? from, DateTime? to, int most)
    {
        Entry first = new(from ?? DateTime.MinValue, "");
        Entry last = new(to ?? DateTime.MaxValue, $"{char.MaxValue}");
        if (ByTime.Compare(first, last) > 0)
        {
            return [];
        }

        lock (_gate)
        {
            IReadOnlyList<string> found = Counted([.. _times.GetViewBetween(first, last).Take(most + 1).Select(entry => entry.Id)]);
            return found.Count > most ? null : found;
        }
    }

    private string[] Counted(string[] found)
    {
        Read += found.Length;
        return found;
    }

    private void TakeOut(OrchestrationInstance instance)
    {
        if (instance.IndexedAt is { } before)
        {
            _ids.Remove(instance.Id);
            _times.Remove(new(before, instance.Id));
            instance.IndexedAt = null;
        }
    }

    private readonly record struct Entry(DateTime CreatedAt, string Id);
}
