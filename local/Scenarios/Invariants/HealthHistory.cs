namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Instances that took new connections over time, as the balancer saw it. Safe from any thread.</summary>
public sealed class HealthHistory
{
    private readonly Lock _gate = new();
    private readonly List<(DateTimeOffset Since, IReadOnlySet<string> Serving)> _moments = [];
    private readonly Dictionary<string, List<(DateTimeOffset Since, bool Succeeds)>> _probes = [];

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

    /// <summary>Notes how a probe of an instance, or another request to it, ended. The balancer sends connections on until several in a row have failed.</summary>
    public void Probed(DateTimeOffset at, string instanceId, bool succeeded)
    {
        lock (_gate)
        {
            if (!_probes.TryGetValue(instanceId, out var probes))
            {
                _probes[instanceId] = probes = [];
            }

            if (probes.Count == 0 || probes[^1].Succeeds != succeeded)
            {
                probes.Add((at, succeeded));
            }
        }
    }

    /// <summary>True when probes of an instance failed at any time between two moments, or the last one before them did.</summary>
    public bool FailedBetween(DateTimeOffset from, DateTimeOffset until, string instanceId)
    {
        lock (_gate)
        {
            if (!_probes.TryGetValue(instanceId, out var probes))
            {
                return false;
            }

            bool failedBefore = !probes.Where(probe => probe.Since <= from).Select(probe => probe.Succeeds).LastOrDefault(true);
            return failedBefore || probes.Exists(probe => !probe.Succeeds && probe.Since > from && probe.Since <= until);
        }
    }
}
