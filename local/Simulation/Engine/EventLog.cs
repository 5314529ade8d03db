namespace Steadfast.Local.Simulation.Engine;

/// <summary>One thing that happened in a world.</summary>
/// <param name="At">Since the beginning.</param>
/// <param name="Text">One sentence.</param>
internal sealed record WorldEvent(TimeSpan At, string Text);

/// <summary>Everything that happened, as a hash; and in words as far as they are kept.</summary>
internal sealed class EventLog(WorldClock clock, DateTimeOffset start, bool isKept)
{
    private const ulong Prime = 1099511628211;

    private readonly List<WorldEvent> _told = [];
    private ulong _hash = 14695981039346656037;

    /// <summary>Number of events.</summary>
    public long Count { get; private set; }

    /// <summary>The hash of all of it (FNV-1a, 64 bits).</summary>
    public ulong Hash => _hash;

    /// <summary>Events for people to read, oldest first; empty when they are not kept.</summary>
    public IReadOnlyList<WorldEvent> Told => _told;

    /// <summary>Something happened that only counts.</summary>
    public void Note(string what, long detail = 0)
    {
        Count++;
        Mix((ulong)clock.GetUtcNow().UtcTicks);
        Mix((ulong)detail);
        foreach (char letter in what)
        {
            Mix(letter);
        }
    }

    /// <summary>Something happened that is told.</summary>
    public void Tell(string text)
    {
        Note(text);
        if (isKept)
        {
            _told.Add(new(clock.GetUtcNow() - start, text));
        }
    }

    private void Mix(ulong value) => _hash = (_hash ^ value) * Prime;
}
