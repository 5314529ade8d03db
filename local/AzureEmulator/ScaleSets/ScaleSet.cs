using System.Globalization;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The scale set: which instances there are and how many there shall be.</summary>
public sealed class ScaleSet
{
    private readonly EmulatorOptions _options;
    private readonly IMachineFactory _machines;
    private readonly Timeline<ScaleSetState> _state;
    private long _lastId;

    internal ScaleSet(EmulatorOptions options, IMachineFactory machines)
    {
        _options = options;
        _machines = machines;
        TimeCreated = options.Clock.GetUtcNow();
        var instances = Ordered(options.Machines.Select(spec => Instance.Present(spec, machines.Create(spec), options.Clock)));
        _lastId = instances.Select(instance => long.Parse(instance.Spec.InstanceId, CultureInfo.InvariantCulture)).DefaultIfEmpty(-1).Max();
        var repairs = options.AutomaticRepairs is null ? RepairService.NotRunning : RepairService.Running;
        _state = new(options.Clock, new(instances, instances.Count, new("succeeded", TimeCreated), repairs));
    }

    /// <summary>Raised when an instance comes or goes, before the operation that does it ends; the balancer's pool follows it.</summary>
    public event Action<MemberChange>? Changed;

    /// <summary>Time at which it was made.</summary>
    public DateTimeOffset TimeCreated { get; }

    /// <summary>Its state now.</summary>
    public ScaleSetState State => _state.Now;

    /// <summary>The instances by id.</summary>
    public IReadOnlyList<Instance> Instances => State.Instances;

    /// <summary>The instance of that id, or null.</summary>
    public Instance? Find(string instanceId) =>
        Instances.FirstOrDefault(instance => instance.Spec.InstanceId == instanceId);

    internal ScaleSetState At(DateTimeOffset time) => _state.At(time);

    internal void Resize(int capacity) => _state.Change(state => state.Capacity == capacity ? state : state with { Capacity = capacity });

    internal void Provision(string provisioning) =>
        _state.Change(state => state with { Provisioning = new(provisioning, _options.Clock.GetUtcNow()) });

    internal void Describe(string? sku, IReadOnlyDictionary<string, string>? tags) =>
        _state.Change(state => state with { Sku = sku ?? state.Sku, Tags = tags ?? state.Tags });

    internal void SetRepairs(string service) => _state.Change(state => state with { AutomaticRepairs = service });

    /// <summary>Makes that many instances, or none when there are not addresses for all. An id is never used twice.</summary>
    internal IReadOnlyList<Instance> Add(int count, string operationId)
    {
        List<Instance> made = [];
        _state.Change(state =>
        {
            if (Places(state.Instances, count) is not { } places)
            {
                return state;
            }

            made.AddRange(places.Select(spec => Instance.Coming(spec, _machines.Create(spec), _options.Clock, operationId, state.Sku)));
            return state with { Instances = Ordered([.. state.Instances, .. made]) };
        });
        return made;
    }

    internal void Remove(Instance instance, bool lowersCapacity) => _state.Change(state => state with
    {
        Instances = [.. state.Instances.Where(one => one != instance)],
        Capacity = state.Capacity - (lowersCapacity ? 1 : 0),
    });

    internal void Announce(MemberStage stage, Instance instance) => Changed?.Invoke(new(stage, instance));

    private List<MachineSpec>? Places(IReadOnlyList<Instance> instances, int count)
    {
        var pool = _options.Machines.Select(spec => spec.PrivateIp).Concat(_options.SpareAddresses).ToList();
        var taken = instances.Select(instance => instance.Spec).ToList();
        for (var place = 0; place < count; place++)
        {
            if (PlacementPolicy.Address(pool, taken.Select(spec => spec.PrivateIp)) is not { } address)
            {
                return null;
            }

            var id = (++_lastId).ToString(CultureInfo.InvariantCulture);
            taken.Add(new(id, PlacementPolicy.Zone(_options.Zones, taken.Select(spec => spec.Zone)), address, _options.Machines[0].Port));
        }

        return taken[instances.Count..];
    }

    private static List<Instance> Ordered(IEnumerable<Instance> instances) =>
        [.. instances.OrderBy(instance => instance.Spec.InstanceId, Comparer<string>.Create(ArmPage.Compare))];
}
