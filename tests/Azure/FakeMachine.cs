using System.Collections.Concurrent;

namespace Steadfast.Local.Azure.Tests;

/// <summary>A machine in memory: remembers what was done to it, in order, and fails when told to.</summary>
sealed class FakeMachine : IMachine
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public volatile bool Healthy = true;

    public volatile bool CannotStart;

    public volatile bool CannotStop;

    public Task StartAsync(CancellationToken ct)
    {
        Calls.Enqueue("start");
        Healthy = !CannotStart;
        return CannotStart ? throw new InvalidOperationException("port in use") : Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct)
    {
        Calls.Enqueue("stop");
        Healthy = false;
        return CannotStop ? throw new InvalidOperationException("no such process") : Task.CompletedTask;
    }

    public Task ReimageAsync(CancellationToken ct)
    {
        Calls.Enqueue("reimage");
        return Task.CompletedTask;
    }

    public Task<bool> ProbeHealthAsync(CancellationToken ct) => Task.FromResult(Healthy);
}

sealed class FakeMachines : IMachineFactory
{
    private readonly ConcurrentDictionary<string, FakeMachine> _machines = new();

    public FakeMachine this[string instanceId] => _machines[instanceId];

    public IMachine Create(MachineSpec spec) => _machines[spec.InstanceId] = new();
}
