namespace Steadfast.Local.Simulation.Engine;

/// <summary>Numbers drawn from a seed, the same on every machine (SplitMix64).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        ulong mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number of [0, below).</summary>
    public int Next(int below) => (int)(Next() % (ulong)below);

    /// <summary>A number of [from, to].</summary>
    public int Between(int from, int to) => from + Next(to - from + 1);

    /// <summary>A share of [0, 1).</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int of) => Next(100) < of;

    /// <summary>A time of [from, to], in whole milliseconds.</summary>
    public TimeSpan Between(TimeSpan from, TimeSpan to) => from + TimeSpan.FromMilliseconds(Math.Floor((to - from).TotalMilliseconds * Share()));

    /// <summary>One of them.</summary>
    public T Of<T>(IReadOnlyList<T> all) => all[Next(all.Count)];

    /// <summary>An id.</summary>
    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        return new(bytes);
    }

    /// <summary>Other numbers, so that what is drawn for one part of a world does not change what is drawn for another.</summary>
    public Dice Split() => new(Next());
}
