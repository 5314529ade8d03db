namespace Steadfast.Local.AzureEmulator;

/// <summary>Rolling upgrades of the scale set: a scenario begins one, callers of the control plane see it and wait.</summary>
public sealed class RollingUpgrades
{
    private readonly EmulatorOptions _options;
    private readonly ScaleSet _scaleSet;
    private readonly OperationRunner _runner;
    private readonly MachineWork _machines;
    private readonly Lock _gate = new();
    private RollingUpgrade? _latest;
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RollingUpgrades(EmulatorOptions options, ScaleSet scaleSet, OperationRunner runner, MachineWork machines)
    {
        _options = options;
        _scaleSet = scaleSet;
        _runner = runner;
        _machines = machines;
    }

    /// <summary>The latest; null when there never was one.</summary>
    public RollingUpgrade? Latest
    {
        get
        {
            lock (_gate)
            {
                return _latest;
            }
        }
    }

    /// <summary>Begins one that restarts every instance, batch by batch, and waits after each batch until it serves.</summary>
    /// <param name="held">It stays before its first batch until <see cref="Finish"/> lets it go on.</param>
    public ActionStart Start(bool held = false)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!held)
        {
            gate.SetResult();
        }

        return _runner.Start(new(OperationKind.RollingUpgrade, [], (_, ct) => RollAsync(gate, ct))
        {
            // Nobody else may change who there is while it goes from one to the next.
            Membership = MembershipUse.Owns,
            OnSet = true,
            By = Initiator.RollingUpgrade,
            Accepted = () => Begin(gate),
        });
    }

    /// <summary>Lets one that is held go through the set.</summary>
    public void Finish()
    {
        lock (_gate)
        {
            _held.TrySetResult();
        }
    }

    /// <summary>Calls the one that runs off: no further batch begins. Nothing happens when none runs.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_latest is { Code: RollingUpgrade.RollingForward })
            {
                _latest =
                    _latest with { Code = RollingUpgrade.Cancelled, LastAction = "Cancel", LastActionTime = _options.Clock.GetUtcNow() };
            }

            _held.TrySetResult();
        }
    }

    private void Begin(TaskCompletionSource held)
    {
        var now = _options.Clock.GetUtcNow();
        lock (_gate)
        {
            _held = held;
            _latest = new(RollingUpgrade.RollingForward, now, "Start", now, new(0, 0, 0, _scaleSet.Instances.Count), Error: null);
        }
    }

    private async Task<OperationError?> RollAsync(TaskCompletionSource released, CancellationToken ct)
    {
        using (ct.Register(() => released.TrySetCanceled(ct)))
        {
            await released.Task;
        }

        var policy = _options.RollingUpgradePolicy;
        var instances = _scaleSet.Instances;
        var failed = 0;
        for (var done = 0; done < instances.Count && Latest?.Code == RollingUpgrade.RollingForward;)
        {
            var unhealthy = instances.Skip(done).Count(instance => instance.State.Health.Value == "unhealthy");
            if (policy.Breach(instances.Count, unhealthy, done, failed) is { } breach)
            {
                Update(latest => latest with { Code = RollingUpgrade.Faulted, Error = breach });
                return breach;
            }

            var batch = instances.Skip(done).Take(policy.BatchSize(instances.Count)).ToList();
            Progress(done - failed, failed, batch.Count, instances.Count);
            var serving = await Task.WhenAll(batch.Select(instance => UpgradeAsync(instance, ct)));
            failed += serving.Count(serves => !serves);
            done += batch.Count;
            Progress(done - failed, failed, inProgress: 0, instances.Count);
            await Task.Delay(policy.PauseTimeBetweenBatches, _options.Clock, ct);
        }

        return Conclude(instances.Count, failed);
    }

    // The last batch is judged too: nothing comes after it that would.
    private OperationError? Conclude(int instances, int failed)
    {
        var breach = _options.RollingUpgradePolicy.Breach(instances, unhealthy: 0, instances, failed);
        var code = breach is null ? RollingUpgrade.Completed : RollingUpgrade.Faulted;
        Update(latest => latest.Code == RollingUpgrade.RollingForward ? latest with { Code = code, Error = breach } : latest);
        return Latest?.Error;
    }

    private async Task<bool> UpgradeAsync(Instance instance, CancellationToken ct)
    {
        TaskCompletionSource<OperationError?> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        OperationPlan restart = new(OperationKind.Restart, [instance], async (_, stop) =>
        {
            var error = await _machines.RestartAsync(instance, stop);
            ended.TrySetResult(error);
            return error;
        })
        {
            By = Initiator.RollingUpgrade,
            Ended = () => ended.TrySetResult(new("Failed", "")),
        };

        // Somebody else works on it: it is this upgrade that waits.
        while (_runner.Start(restart).Operation is null)
        {
            await Task.Delay(_options.Pace.HealthInterval, _options.Clock, ct);
        }

        using var stopped = ct.Register(() => ended.TrySetCanceled(ct));
        return await ended.Task is null && await _machines.ServesAsync(instance, ct);
    }

    private void Progress(int successful, int failed, int inProgress, int all) =>
        Update(latest => latest with { Progress = new(successful, failed, inProgress, all - successful - failed - inProgress) });

    private void Update(Func<RollingUpgrade, RollingUpgrade> change)
    {
        lock (_gate)
        {
            _latest = _latest is { } latest ? change(latest) : null;
        }
    }
}
