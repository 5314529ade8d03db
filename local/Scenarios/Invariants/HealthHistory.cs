namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Instances that took new connections over time, as the balancer saw it. Safe from any thread.</summary>
public sealed class HealthHistory
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset Since, IReadOnlySet<string> Serving)> _moments = [];

    /// <summary>Begins with those that serve at a moment.</summary>
    public HealthHistory(DateTimeOffset at, IEnumerable<string> serving) => _moments.Add((at, serving.ToHashSet()));

    /// <summary>An instance began or ceased to serve.</summary>
    public void Change(DateTimeOffset at, string instanceId, bool serves)
    {
        lock (_gate)
        {
            HashSet<string> next = [.. _moments[^1].Serving];
            if (serves ? next.Add(instanceId) : next.Remove(instanceId))
            {
                _moments.Add((at, next));
            }
        }
    }

    /// <summary>Instances that served at a moment; those of the beginning for a time before it.</summary>
    public IReadOnlySet<string> At(DateTimeOffset at)
    {
        lock (_gate)
        {
            return _moments.FindLast(moment => moment.Since <= at) is { Serving: { } serving } ? serving : _moments[0].Serving;
        }
    }
}
