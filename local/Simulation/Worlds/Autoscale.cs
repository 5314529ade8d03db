using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;

namespace Steadfast.Local.Simulation.Worlds;

/// <summary>Adds an instance to the scale set, or takes one away.</summary>
internal sealed class Autoscale(World world)
{
    private const int Min = 2;

    private readonly int _max = Math.Max(8, world.Schedule.Instances + 4);

    private readonly List<SizeChange> _resized = [];

    /// <summary>Sizes that it gave the scale set, oldest first, without the instance that a replacement may have added for the moment.</summary>
    public IReadOnlyList<SizeChange> Resized => _resized;

    /// <summary>Changes the number of instances.</summary>
    /// <returns>The operation; null when the platform refused.</returns>
    public Operation? Resize(int by)
    {
        int count = world.Azure.ScaleSet.Instances.Count;
        int size = Math.Clamp(count + by, Min, _max);
        int before = _resized.Count == 0 ? world.Schedule.Instances : _resized[^1].Instances;
        _resized.Add(new(world.Clock.GetUtcNow(), before + size - count));
        return world.Azure.SetActions.Resize(size).Operation;
    }
}
