using System.Collections.Concurrent;
using System.Net;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>Probes each back end at the interval until the back end is removed or the balancer stops.</summary>
internal sealed class Prober(
    LoadBalancerOptions options, BackendPool pool, Action<ProbeResult> probed, Action<HealthChange> changed, CancellationToken stopping)
{
    private readonly ConcurrentDictionary<Backend, Task> _running = new();

    /// <summary>Completes when every probe that is running now has ended.</summary>
    public Task Ended => Task.WhenAll(_running.Values);

    /// <summary>Starts with a probe at once.</summary>
    public void Start(Backend backend) => _running[backend] = ProbeAsync(backend);

    private async Task ProbeAsync(Backend backend)
    {
        await Task.Yield();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, backend.Removed);
        var target = new IPEndPoint(backend.Address.Address, options.ProbePort ?? backend.Address.Port);
        try
        {
            await Cadence.RunAsync(options.ProbeInterval, options.Clock, () => ProbeOnceAsync(backend, target, ending.Token), ending.Token);
        }
        finally
        {
            _running.TryRemove(backend, out _);
        }
    }

    private async Task ProbeOnceAsync(Backend backend, IPEndPoint target, CancellationToken ct)
    {
        var sentAt = options.Clock.GetUtcNow();
        var answer = await HttpProbe.GetAsync(target, options.ProbePath, options.ProbeTimeout, options.Clock, ct);
        ct.ThrowIfCancellationRequested();
        bool success = answer.Status == 200;
        var changedAt = pool.Apply(backend, success);
        var result = new ProbeResult(backend.Address, success, answer.Status, answer.Error, sentAt, options.Clock.GetUtcNow());
        probed(result);
        if (changedAt is { } at)
        {
            changed(new HealthChange(backend.Address, success, at, ReasonFor(result)));
        }
    }

    private string ReasonFor(ProbeResult last)
    {
        string seen = last.Error ?? $"status {last.Status}";
        return $"{(last.Success ? "up" : "down")}: {options.ProbeThreshold} probes in a row answered \"{seen}\"";
    }
}
