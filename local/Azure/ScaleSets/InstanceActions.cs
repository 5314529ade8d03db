using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Azure;

/// <summary>What became of a request to act on an instance: an operation, or the id of the one that is in the way.</summary>
/// <param name="Operation">The operation that was started; null when refused.</param>
/// <param name="Conflict">The operation that already runs on the instance; null when accepted.</param>
public sealed record ActionStart(Operation? Operation, string? Conflict);

/// <summary>The long-running actions on one instance. At most one runs on an instance at a time.</summary>
public sealed class InstanceActions
{
    private readonly EmulatorOptions _options;
    private readonly ScaleSet _scaleSet;
    private readonly OperationStore _operations;
    private readonly ControlPlaneFaults _faults;
    private readonly BackgroundWork _work;
    private readonly ILogger _log;

    internal InstanceActions(EmulatorOptions options, ScaleSet scaleSet, OperationStore operations, ControlPlaneFaults faults, BackgroundWork work)
    {
        (_options, _scaleSet, _operations, _faults, _work) = (options, scaleSet, operations, faults, work);
        _log = options.Logs.CreateLogger<InstanceActions>();
    }

    /// <summary>Stops the machine, waits as long as the pace says, starts it again.</summary>
    public ActionStart Restart(Instance instance) =>
        Start("restart", instance, ct => CycleAsync(instance, _options.Pace.RestartDuration, freshDisk: false, ct));

    /// <summary>As a restart, and the OS disk is put back while the machine is down; id and address stay.</summary>
    public ActionStart Reimage(Instance instance) =>
        Start("reimage", instance, ct => CycleAsync(instance, _options.Pace.ReimageDuration, freshDisk: true, ct));

    /// <summary>Stops the machine for good and takes the instance out of the scale set.</summary>
    public ActionStart Delete(Instance instance) => Start("delete", instance, ct => DeleteAsync(instance, ct));

    private ActionStart Start(string kind, Instance instance, Func<CancellationToken, Task<OperationError?>> act)
    {
        var id = Guid.NewGuid().ToString();
        if (!instance.TryBegin(id, out var running))
        {
            return new(Operation: null, running);
        }

        var operation = _operations.Begin(id, kind, instance.Spec.InstanceId);
        var fault = _faults.TakeOperationFault();
        _log.OperationStarted(kind, instance.Spec.InstanceId);
        _work.Run($"{kind} of instance {instance.Spec.InstanceId}", ct => CarryOutAsync(operation, instance, fault, act, ct));
        return new(operation, Conflict: null);
    }

    private async Task CarryOutAsync(
        Operation operation, Instance instance, OperationFault? fault, Func<CancellationToken, Task<OperationError?>> act, CancellationToken ct)
    {
        if (fault?.Stuck is { } stuck)
        {
            await stuck.WaitAsync(ct);
        }

        var error = fault?.Error ?? await act(ct);

        // The resource first: whoever sees the operation ended must see what it did.
        instance.End(succeeded: error is null);
        _operations.End(operation.Id, error);
        _log.OperationEnded(operation.Kind, operation.InstanceId, error?.Code ?? Operation.Succeeded);
    }

    private async Task<OperationError?> CycleAsync(Instance instance, TimeSpan duration, bool freshDisk, CancellationToken ct)
    {
        await StopAsync(instance, ct);
        await Task.Delay(duration, _options.Clock, ct);
        try
        {
            if (freshDisk)
            {
                await instance.Machine.ReimageAsync(ct);
            }

            await instance.Machine.StartAsync(ct);
            instance.Powered("running");
            return null;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            return new("InternalExecutionError", $"The instance '{instance.Spec.InstanceId}' did not start: {failure.Message}");
        }
    }

    private async Task<OperationError?> DeleteAsync(Instance instance, CancellationToken ct)
    {
        await StopAsync(instance, ct);
        await Task.Delay(_options.Pace.DeleteDuration, _options.Clock, ct);
        _scaleSet.Remove(instance);
        return null;
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

        instance.Powered("stopped");
    }
}
