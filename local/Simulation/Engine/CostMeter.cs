using System.Diagnostics;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Simulation.Engine;

/// <summary>A part of a world that costs time.</summary>
internal enum Part
{
    /// <summary>The models, the clock, the faults and the verdict.</summary>
    Models,

    /// <summary>The local runtime with its host.</summary>
    Runtime,

    /// <summary>The functions, with the Azure SDK that they use.</summary>
    Functions,

    /// <summary>The emulated Azure.</summary>
    Emulator,
}

/// <summary>
/// Measures on which part of a world its thread spends its time. The part that works travels with the work, so that whatever waits goes on at its own cost.
/// </summary>
internal sealed class CostMeter
{
    private static readonly AsyncLocal<Part> Current = new(change => Running?.Turn(change.CurrentValue));

    [ThreadStatic]
    private static CostMeter? Running;

    static CostMeter() => FunctionMethod.Calling = begins => Enter(begins ? Part.Functions : Part.Runtime);

    private readonly long[] _ticks = new long[Enum.GetValues<Part>().Length];
    private Part _now;
    private long _since;

    /// <summary>Time of each part, in the order of the parts.</summary>
    public IReadOnlyList<TimeSpan> Spent => [.. _ticks.Select(ticks => Stopwatch.GetElapsedTime(0, ticks))];

    /// <summary>From here on this part works, in what is begun or gone on with from here. Nothing on a thread that is not measured.</summary>
    public static void Enter(Part part)
    {
        if (Running is not null)
        {
            Current.Value = part;
        }
    }

    /// <summary>Begins to measure the thread of the caller, until <see cref="Stop"/>.</summary>
    public void Start() => (Running, _since) = (this, Stopwatch.GetTimestamp());

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        Turn(Part.Models);
        Running = null;
    }

    private void Turn(Part part)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)_now] += now - _since;
        (_now, _since) = (part, now);
    }
}
