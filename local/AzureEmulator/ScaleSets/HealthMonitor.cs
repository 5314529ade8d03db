using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Looks at /healthz from inside each machine, as the Application Health extension (binary states) does.</summary>
internal sealed class HealthMonitor(EmulatorOptions options, ResourceNames names, ScaleSet scaleSet, MetricStore metrics)
{
    private readonly ILogger _log = options.Logs.CreateLogger<HealthMonitor>();
    private readonly Dictionary<Instance, (bool Healthy, int Times)> _streaks = [];
    private readonly Dictionary<Instance, (DateTimeOffset At, TimeSpan Used)?> _processors = [];

    public async Task RunAsync(CancellationToken ct)
    {
        using PeriodicTimer timer = new(options.Pace.HealthInterval, options.Clock);
        do
        {
            await ObserveAsync(ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task ObserveAsync(CancellationToken ct)
    {
        // A machine that is still being made has no agent inside that could say anything.
        var instances = scaleSet.Instances.Where(instance => instance.State.Power.Value != "starting").ToList();
        var began = options.Clock.GetUtcNow();
        RecordAvailability(instances);
        RecordProcessors(instances, began);
        var healthy = await Task.WhenAll(instances.Select(instance => ProbeAsync(instance, ct)));
        foreach (var (instance, result) in instances.Zip(healthy))
        {
            var times = _streaks.TryGetValue(instance, out var streak) && streak.Healthy == result ? streak.Times + 1 : 1;
            _streaks[instance] = (result, times);
            var health = result ? "healthy" : "unhealthy";
            if (times >= options.Pace.HealthThreshold && instance.ReportHealth(health, began))
            {
                _log.HealthChanged(instance.Spec.InstanceId, health);
            }
        }

        foreach (var gone in _streaks.Keys.Except(instances).ToList())
        {
            _streaks.Remove(gone);
            _processors.Remove(gone);
        }
    }

    // One whole processor is 100: the machines here have one.
    private void RecordProcessors(IEnumerable<Instance> instances, DateTimeOffset now)
    {
        foreach (var instance in instances)
        {
            var before = _processors.GetValueOrDefault(instance);
            if (instance.State.Power.Value != InstancePower.Running || instance.Machine.ProcessorTime is not { } used)
            {
                _processors.Remove(instance);
                continue;
            }

            _processors[instance] = (now, used);
            if (before is var (then, usedThen) && now > then && used >= usedThen)
            {
                Dictionary<string, string> dimensions = new() { ["VMName"] = $"{options.ScaleSet}_{instance.Spec.InstanceId}" };
                metrics.Record(
                    names.ScaleSet, MetricDefinition.ProcessorShare, dimensions, Math.Min(100, (used - usedThen) / (now - then) * 100));
            }
        }
    }

    // Whether the machine is powered, which says nothing about what runs on it.
    private void RecordAvailability(IEnumerable<Instance> instances)
    {
        foreach (var instance in instances)
        {
            Dictionary<string, string> dimensions = new() { ["VMName"] = $"{options.ScaleSet}_{instance.Spec.InstanceId}" };
            metrics.Record(names.ScaleSet, MetricDefinition.Availability, dimensions, instance.State.Power.Value == "running" ? 1 : 0);
        }
    }

    // A probe that throws or does not come back is an unhealthy machine, not a failure of the monitor.
    private async Task<bool> ProbeAsync(Instance instance, CancellationToken ct)
    {
        using CancellationTokenSource late = new(options.Pace.HealthTimeout, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            return await instance.Machine.ProbeHealthAsync(either.Token).WaitAsync(either.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
