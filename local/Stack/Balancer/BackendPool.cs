using System.Net;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>
/// The back ends, and the choice among them. A choice and a change of state exclude each other, so once a back end is
/// down no flow is chosen for it any more, and the recorded times say so exactly.
/// </summary>
internal sealed class BackendPool(LoadBalancerOptions options)
{
    private readonly Lock _gate = new();
    private readonly SortedList<string, Backend> _backends = new(StringComparer.Ordinal);
    private Backend[] _eligible = [];

    public IReadOnlyList<BackendStatus> Status()
    {
        lock (_gate)
        {
            return [.. _backends.Values.Select(each => each.Status())];
        }
    }

    public Backend? Find(IPEndPoint address)
    {
        lock (_gate)
        {
            return _backends.GetValueOrDefault(address.ToString());
        }
    }

    public Backend Add(IPEndPoint address)
    {
        var backend = new Backend(address);
        lock (_gate)
        {
            if (!_backends.TryAdd(address.ToString(), backend))
            {
                throw new InvalidOperationException($"The back end {address} is already in the pool.");
            }

            Refresh();
        }

        return backend;
    }

    public Backend? Remove(IPEndPoint address)
    {
        lock (_gate)
        {
            var backend = _backends.GetValueOrDefault(address.ToString());
            _backends.Remove(address.ToString());
            Refresh();
            return backend;
        }
    }

    public bool SetAdminState(IPEndPoint address, AdminState state)
    {
        lock (_gate)
        {
            if (!_backends.TryGetValue(address.ToString(), out var backend))
            {
                return false;
            }

            backend.AdminState = state;
            Refresh();
            return true;
        }
    }

    /// <summary>The back end for a new flow, counted and stamped; null when none may take it.</summary>
    public Backend? Choose(IPEndPoint client)
    {
        ulong hash = FlowHash.Of(client, options.Frontend);
        lock (_gate)
        {
            if (_eligible.Length == 0)
            {
                return null;
            }

            var chosen = _eligible[(int)(hash % (ulong)_eligible.Length)];
            chosen.NewFlows++;
            chosen.LastNewFlowAt = options.Clock.GetUtcNow();
            return chosen;
        }
    }

    /// <summary>Takes in a probe result; the time of the change when it changed the verdict, else null.</summary>
    public DateTimeOffset? Apply(Backend backend, bool success)
    {
        lock (_gate)
        {
            bool before = backend.Probe.Up;
            backend.Probe = backend.Probe.After(success, options.ProbeThreshold);
            if (backend.Probe.Up == before)
            {
                return null;
            }

            Refresh();
            return options.Clock.GetUtcNow();
        }
    }

    // Kept ready, because it is read for every new flow and changes only now and then.
    private void Refresh() => _eligible = [.. _backends.Values.Where(static each => each.Eligible)];
}
