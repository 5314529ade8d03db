namespace Steadfast.Local.AzureEmulator;

/// <summary>The scale set as the control plane shows it: as it is, or as it was some time ago when views lag.</summary>
/// <param name="Set">The set.</param>
/// <param name="At">The moment that is shown; null for now.</param>
internal sealed record ScaleSetView(ScaleSetState Set, DateTimeOffset? At)
{
    public static ScaleSetView Of(ScaleSet scaleSet, ControlPlaneFaults faults, TimeProvider clock)
    {
        if (faults.ViewLag <= TimeSpan.Zero)
        {
            return Now(scaleSet);
        }

        var at = clock.GetUtcNow() - faults.ViewLag;
        return new(scaleSet.At(at), at);
    }

    public static ScaleSetView Now(ScaleSet scaleSet) => new(scaleSet.State, At: null);

    public InstanceState StateOf(Instance instance) => At is { } time ? instance.At(time) : instance.State;

    public Instance? Find(string instanceId) => Set.Instances.FirstOrDefault(instance => instance.Spec.InstanceId == instanceId);
}
