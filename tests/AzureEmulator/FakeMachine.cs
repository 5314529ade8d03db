using System.Collections.Concurrent;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>A machine in memory: remembers what was done to it, in order, and fails when told to.</summary>
internal sealed class FakeMachine : IMachine
{
    public ConcurrentQueue<string> Calls { get; } = new();

    public volatile bool Healthy = true;

    public volatile bool CannotStart;

    public volatile bool CannotStop;

    public volatile bool ServesAfterStart = true;

    /// <summary>Whether it says how much of a processor it uses: 25 ms more at each look.</summary>
    public volatile bool Busy;

    private int _looks;

    public TimeSpan? ProcessorTime => Busy ? TimeSpan.FromMilliseconds(25 * Interlocked.Increment(ref _looks)) : null;

    public Task StartAsync(CancellationToken ct)
    {
        Calls.Enqueue("start");
        Healthy = ServesAfterStart && !CannotStart;
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

    public Task<IReadOnlyList<string>> LastOutputAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>(["listening on 8080", "out of memory"]);
}

internal sealed class FakeMachines : IMachineFactory
{
    private readonly ConcurrentDictionary<string, FakeMachine> _machines = new();

    public FakeMachine this[string instanceId] => _machines[instanceId];

    /// <summary>Done to each machine as it is made.</summary>
    public Action<FakeMachine> Prepare { get; set; } = _ => { };

    public IMachine Create(MachineSpec spec)
    {
        FakeMachine machine = new();
        Prepare(machine);
        return _machines[spec.InstanceId] = machine;
    }
}
