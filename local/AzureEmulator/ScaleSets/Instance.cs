namespace Steadfast.Local.AzureEmulator;

/// <summary>One instance of the scale set. Its state is replaced as a whole, so a reader never sees half a change.</summary>
public sealed class Instance
{
    private readonly TimeProvider _clock;
    private readonly Timeline<InstanceState> _state;
    private long _healthSeen;

    private Instance(MachineSpec spec, IMachine machine, TimeProvider clock, string provisioning, string power, string? operation)
    {
        Spec = spec;
        Machine = machine;
        _clock = clock;
        TimeCreated = clock.GetUtcNow();
        _state = new(clock, new(new(provisioning, TimeCreated), new(power, TimeCreated), new("initializing", TimeCreated), operation));
    }

    /// <summary>Id, zone and address.</summary>
    public MachineSpec Spec { get; }

    /// <summary>Machine behind it.</summary>
    public IMachine Machine { get; }

    /// <summary>Unique in time: an instance that takes another's place has another one.</summary>
    public Guid VmId { get; } = Guid.NewGuid();

    /// <summary>Time at which it was made.</summary>
    public DateTimeOffset TimeCreated { get; }

    /// <summary>Its state now.</summary>
    public InstanceState State => _state.Now;

    /// <summary>An instance that is there from the start; its machine is started by the caller.</summary>
    internal static Instance Present(MachineSpec spec, IMachine machine, TimeProvider clock) =>
        new(spec, machine, clock, "succeeded", "running", operation: null);

    /// <summary>An instance that an operation has begun to make.</summary>
    internal static Instance Coming(MachineSpec spec, IMachine machine, TimeProvider clock, string operationId, string sku)
    {
        Instance coming = new(spec, machine, clock, "creating", "starting", operationId);
        coming.Adopt(sku);
        return coming;
    }

    internal InstanceState At(DateTimeOffset time) => _state.At(time);

    /// <summary>Marks it as being changed. The caller has made sure that nothing else changes it.</summary>
    internal void Begin(string operationId, string provisioning) =>
        _state.Change(state => state with { Provisioning = new(provisioning, _clock.GetUtcNow()), RunningOperation = operationId });

    internal void End(bool succeeded) => _state.Change(state =>
        state with { Provisioning = new(succeeded ? "succeeded" : "failed", _clock.GetUtcNow()), RunningOperation = null });

    internal void Powered(string power) => _state.Change(state => state with { Power = new(power, _clock.GetUtcNow()) });

    /// <summary>Takes over the size that the set's model has.</summary>
    internal void Adopt(string sku) => _state.Change(state => state.Sku == sku ? state : state with { Sku = sku });

    internal void Protect(InstanceProtection protection) => _state.Change(state => state with { Protection = protection });

    /// <summary>Tells whether the agent has said that it is healthy in a look that began at that time or later.</summary>
    internal bool IsHealthySince(DateTimeOffset time) =>
        State.Health.Value == "healthy" && Volatile.Read(ref _healthSeen) >= time.UtcTicks;

    /// <summary>Takes in what a look has found that began then; true when this is news.</summary>
    internal bool ReportHealth(string health, DateTimeOffset seen)
    {
        var news = false;
        _state.Change(state =>
        {
            news = state.Health.Value != health;
            return news ? state with { Health = new(health, _clock.GetUtcNow()) } : state;
        });
        Volatile.Write(ref _healthSeen, seen.UtcTicks);
        return news;
    }
}
