namespace Steadfast.Local.AzureEmulator;

/// <summary>A value and what it was before, so that a view can lag. Replaced as a whole, bounded, safe from any thread.</summary>
internal sealed class Timeline<T>
{
    private const int Kept = 64;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly List<(DateTimeOffset Since, T Value)> _values = [];

    public Timeline(TimeProvider clock, T first)
    {
        _clock = clock;
        _values.Add((clock.GetUtcNow(), first));
    }

    public T Now
    {
        get
        {
            lock (_gate)
            {
                return _values[^1].Value;
            }
        }
    }

    /// <summary>Its value then; the oldest that is remembered for a time before that.</summary>
    public T At(DateTimeOffset time)
    {
        lock (_gate)
        {
            var index = _values.FindLastIndex(entry => entry.Since <= time);
            return _values[Math.Max(index, 0)].Value;
        }
    }

    /// <summary>Replaces the value by what the change makes of it and returns that; the same object again means no change.</summary>
    public T Change(Func<T, T> change)
    {
        lock (_gate)
        {
            var next = change(_values[^1].Value);
            if (ReferenceEquals(next, _values[^1].Value))
            {
                return next;
            }

            _values.Add((_clock.GetUtcNow(), next));
            if (_values.Count > Kept)
            {
                _values.RemoveAt(0);
            }

            return next;
        }
    }
}
