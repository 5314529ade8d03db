
namespace Steadfast.Local.Azure;

/// <summary>The scale set: which instances there are.</summary>
public sealed class ScaleSet
{
    private readonly Lock _gate = new();
    private readonly List<Instance> _instances;

    internal ScaleSet(EmulatorOptions options, IMachineFactory machines)
    {
        TimeCreated = options.Clock.GetUtcNow();
        _instances = [.. options.Machines.Select(spec => new Instance(spec, machines.Create(spec), options.Clock))];
        _instances.Sort((left, right) => ArmPage.Compare(left.Spec.InstanceId, right.Spec.InstanceId));
    }

    /// <summary>When it was made.</summary>
    public DateTimeOffset TimeCreated { get; }

    /// <summary>The instances by id.</summary>
    public IReadOnlyList<Instance> Instances
    {
        get
        {
            lock (_gate)
            {
                return [.. _instances];
            }
        }
    }

    /// <summary>The instance of that id, or null.</summary>
    public Instance? Find(string instanceId) =>
        Instances.FirstOrDefault(instance => instance.Spec.InstanceId == instanceId);

    internal void Remove(Instance instance)
    {
        lock (_gate)
        {
            _instances.Remove(instance);
        }
    }
}
