using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Steadfast.Local.Scenarios.Twins;

/// <summary>Measures how slow this machine is at this moment, be it by itself or because others keep it busy.</summary>
public static class MachineSpeed
{
    // What one core of an AMD EPYC of 2024 with nothing else to do needs for the work below.
    private static readonly TimeSpan Reference = TimeSpan.FromMilliseconds(25);
    private const int Rounds = 10_000_000;
    private const double Steps = 2;
    private const double MaxFactor = 5;

    private static readonly Lazy<double> AtStart = new(Measure);

    /// <summary>
    /// The slowness when it was first asked for in this process: 1 for a quick machine, at most 5, in steps of a half. The first time takes
    /// some 30 ms, or as much longer as the machine is slower.
    /// </summary>
    public static double Slowness => AtStart.Value;

    /// <summary>Meaning of a measured time.</summary>
    /// <param name="took">How long the work took that takes a quick core <paramref name="reference"/>.</param>
    public static double Judge(TimeSpan took, TimeSpan reference) => Math.Clamp(Math.Floor(took / reference * Steps) / Steps, 1, MaxFactor);

    /// <summary>The slowness at this moment, as <see cref="Slowness"/> has it. Takes as long as that did.</summary>
    public static double Measure()
    {
        // On every core at once, as the twin's processes run; the slowest of them is the one that others will have to wait for.
        long began = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new Thread(() => Work(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Judge(Stopwatch.GetElapsedTime(began), Reference);
    }

    // Compiled once and in full: what is measured is the processor, not the compiler.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static uint Work(int seed)
    {
        uint state = (uint)seed + 2463534242;
        for (int round = 0; round < Rounds; round++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
        }

        return state;
    }
}
