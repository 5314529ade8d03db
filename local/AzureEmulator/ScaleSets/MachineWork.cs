using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Does to machines what operations do, on the pace's durations.</summary>
internal sealed class MachineWork(EmulatorOptions options, ScaleSet scaleSet, ControlPlaneFaults faults)
{
    private readonly ILogger _log = options.Logs.CreateLogger<MachineWork>();

    /// <summary>Stops the machine, waits as long as the pace says, starts it again.</summary>
    public Task<OperationError?> RestartAsync(Instance instance, CancellationToken ct) =>
        CycleAsync(instance, options.Pace.RestartDuration, freshDisk: false, ct);

    /// <summary>As a restart, and the OS disk is put back while the machine is down; id and address stay.</summary>
    public Task<OperationError?> ReimageAsync(Instance instance, CancellationToken ct) =>
        CycleAsync(instance, options.Pace.ReimageDuration, freshDisk: true, ct);

    /// <summary>As a restart, and the machine has the size of the set's model then. Done only to one that has another.</summary>
    public async Task<OperationError?> UpgradeAsync(Instance instance, CancellationToken ct)
    {
        var sku = scaleSet.State.Sku;
        if (instance.State.Sku == sku)
        {
            return null;
        }

        var error = await RestartAsync(instance, ct);
        if (error is null)
        {
            instance.Adopt(sku);
        }

        return error;
    }

    /// <summary>Stops the machine; it keeps its place.</summary>
    public async Task<OperationError?> PowerOffAsync(Instance instance, CancellationToken ct)
    {
        await StopAsync(instance, ct);
        return null;
    }

    /// <summary>Stops the machine and gives its place back; the instance stays in the set.</summary>
    public async Task<OperationError?> DeallocateAsync(Instance instance, CancellationToken ct)
    {
        await StopAsync(instance, ct);
        await Task.Delay(options.Pace.DeleteDuration, options.Clock, ct);
        instance.Powered(InstancePower.Deallocated);
        return null;
    }

    /// <summary>Starts a machine that does not run; nothing happens to one that does.</summary>
    public async Task<OperationError?> StartAsync(Instance instance, CancellationToken ct)
    {
        if (instance.State.Power.Value == InstancePower.Running)
        {
            return null;
        }

        await Task.Delay(options.Pace.RestartDuration, options.Clock, ct);
        return await PowerOnAsync(instance, freshDisk: false, ct);
    }

    /// <summary>Stops the machine for good and takes the instance out of the scale set.</summary>
    public async Task<OperationError?> DeleteAsync(Instance instance, bool lowersCapacity, CancellationToken ct)
    {
        scaleSet.Announce(MemberStage.Removing, instance);
        await StopAsync(instance, ct);
        await Task.Delay(options.Pace.DeleteDuration, options.Clock, ct);
        scaleSet.Remove(instance, lowersCapacity);
        scaleSet.Announce(MemberStage.Removed, instance);
        return null;
    }

    /// <summary>Makes that many instances and waits until they serve. All or none get a place.</summary>
    public async Task<OperationError?> CreateAsync(int count, string operationId, CancellationToken ct)
    {
        if (faults.AllocationRefused)
        {
            return new("AllocationFailed", "Allocation failed. There is not sufficient capacity for the requested VM size in this region.");
        }

        var made = scaleSet.Add(count, operationId);
        foreach (Instance instance in made)
        {
            scaleSet.Announce(MemberStage.Made, instance);
        }

        return made.Count == count
            ? await ForEachAsync(made, BringUpAsync, ct)
            : new("SubnetIsFull", $"The subnet does not have {count} free addresses.");
    }

    /// <summary>
    /// Does the same to several instances at the same time; each one ends as it went for it, and the first error is the whole's.
    /// </summary>
    public static async Task<OperationError?> ForEachAsync(
        IEnumerable<Instance> instances, Func<Instance, CancellationToken, Task<OperationError?>> act, CancellationToken ct)
    {
        var errors = await Task.WhenAll(instances.Select(async instance =>
        {
            var error = await act(instance, ct);
            instance.End(succeeded: error is null);
            return error;
        }));
        return errors.FirstOrDefault(error => error is not null);
    }

    /// <summary>
    /// Returns true when a look from now on finds the instance healthy, false when none has after as long as the pace waits for that.
    /// </summary>
    public async Task<bool> ServesAsync(Instance instance, CancellationToken ct)
    {
        var now = options.Clock.GetUtcNow();
        while (!instance.IsHealthySince(now))
        {
            if (options.Clock.GetUtcNow() >= now + options.Pace.ServeTimeout)
            {
                return false;
            }

            await Task.Delay(options.Pace.HealthInterval, options.Clock, ct);
        }

        return true;
    }

    private async Task<OperationError?> BringUpAsync(Instance instance, CancellationToken ct)
    {
        await Task.Delay(options.Pace.CreateDuration, options.Clock, ct);
        if (await PowerOnAsync(instance, freshDisk: false, ct) is { } error)
        {
            return error;
        }

        // A machine that runs but does not serve is provisioned all the same: its health says the rest.
        scaleSet.Announce(MemberStage.Added, instance);
        await ServesAsync(instance, ct);
        return null;
    }

    private async Task<OperationError?> CycleAsync(Instance instance, TimeSpan duration, bool freshDisk, CancellationToken ct)
    {
        await StopAsync(instance, ct);
        await Task.Delay(duration, options.Clock, ct);
        return await PowerOnAsync(instance, freshDisk, ct);
    }

    private static async Task<OperationError?> PowerOnAsync(Instance instance, bool freshDisk, CancellationToken ct)
    {
        try
        {
            if (freshDisk)
            {
                await instance.Machine.ReimageAsync(ct);
            }

            await instance.Machine.StartAsync(ct);
            instance.Powered(InstancePower.Running);
            return null;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            return new("InternalExecutionError", $"The instance '{instance.Spec.InstanceId}' did not start: {failure.Message}");
        }
    }

    private async Task StopAsync(Instance instance, CancellationToken ct)
    {
        try
        {
            await instance.Machine.StopAsync(ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // A VM is reset whatever state its system is in.
            _log.StopFailed(failure, instance.Spec.InstanceId);
        }

        instance.Powered(InstancePower.Stopped);
    }
}
