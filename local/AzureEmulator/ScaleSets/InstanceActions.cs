namespace Steadfast.Local.AzureEmulator;

/// <summary>Result of a request to act: an operation, or the id of the one that is in the way.</summary>
/// <param name="Operation">The operation that was started; null when refused.</param>
/// <param name="Conflict">The operation that already runs; null when accepted.</param>
public sealed record ActionStart(Operation? Operation, string? Conflict)
{
    /// <summary>Reason why it was refused although nothing runs; null otherwise.</summary>
    public string? Refusal { get; init; }
}

/// <summary>The long-running actions on one instance. At most one runs on an instance at a time.</summary>
public sealed class InstanceActions
{
    private readonly OperationRunner _runner;
    private readonly MachineWork _machines;

    internal InstanceActions(OperationRunner runner, MachineWork machines)
    {
        _runner = runner;
        _machines = machines;
    }

    /// <summary>Stops the machine, waits as long as the pace says, starts it again.</summary>
    public ActionStart Restart(Instance instance) => Restart(instance, Initiator.Caller);

    /// <summary>As a restart, and the OS disk is put back while the machine is down; id and address stay.</summary>
    public ActionStart Reimage(Instance instance) => Reimage(instance, Initiator.Caller);

    /// <summary>As a reimage: the machines here have one disk.</summary>
    public ActionStart ReimageAll(Instance instance) => _runner.Start(
        new(OperationKind.ReimageAll, [instance], (_, ct) => _machines.ReimageAsync(instance, ct)) { NeedsPlaces = true });

    /// <summary>Stops the machine; it keeps its place.</summary>
    public ActionStart PowerOff(Instance instance) => Run(OperationKind.PowerOff, instance, _machines.PowerOffAsync);

    /// <summary>Stops the machine and gives its place back.</summary>
    public ActionStart Deallocate(Instance instance) => Run(OperationKind.Deallocate, instance, _machines.DeallocateAsync);

    /// <summary>Starts a machine that was stopped.</summary>
    public ActionStart Start(Instance instance) => Run(OperationKind.Start, instance, _machines.StartAsync);

    /// <summary>Stops the machine for good and takes the instance out of the scale set, whose capacity is one less then.</summary>
    public ActionStart Delete(Instance instance) => _runner.Start(
        new(OperationKind.Delete, [instance], (_, ct) => _machines.DeleteAsync(instance, lowersCapacity: true, ct))
        {
            Membership = MembershipUse.Changes,
            Provisioning = "deleting",
        });

    /// <summary>
    /// Changes what the instance is protected from. As every change of its state it gives the instance a new grace period.
    /// </summary>
    public ActionStart Protect(Instance instance, InstanceProtection protection) =>
        _runner.Start(new(OperationKind.Update, [instance], (_, _) =>
        {
            instance.Protect(protection);
            return Task.FromResult<OperationError?>(null);
        }));

    /// <summary>Does what the scale set's automatic repairs do: deletes the instance and makes another one.</summary>
    public ActionStart Replace(Instance instance) => Replace(instance, Initiator.AutomaticRepairs);

    private ActionStart Run(string kind, Instance instance, Func<Instance, CancellationToken, Task<OperationError?>> act) =>
        _runner.Start(new(kind, [instance], (_, ct) => act(instance, ct)));

    internal ActionStart Restart(Instance instance, Initiator by) =>
        _runner.Start(
            new(OperationKind.Restart, [instance], (_, ct) => _machines.RestartAsync(instance, ct)) { By = by, NeedsPlaces = true });

    internal ActionStart Reimage(Instance instance, Initiator by) =>
        _runner.Start(
            new(OperationKind.Reimage, [instance], (_, ct) => _machines.ReimageAsync(instance, ct)) { By = by, NeedsPlaces = true });

    /// <summary>Deletes the instance and makes another one. The capacity stays, the serving machines are one less meanwhile.</summary>
    internal ActionStart Replace(Instance instance, Initiator by) =>
        _runner.Start(new(OperationKind.Replace, [instance], async (operation, ct) =>
        {
            await _machines.DeleteAsync(instance, lowersCapacity: false, ct);
            return await _machines.CreateAsync(1, operation.Id, ct);
        })
        {
            By = by,
            Membership = MembershipUse.Changes,
            Provisioning = "deleting",
        });
}
