namespace Steadfast.Local.Azure;

/// <summary>One instance of the scale set. Its state is replaced as a whole, so a reader never sees half a change.</summary>
public sealed class Instance
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private InstanceState _state;

    internal Instance(MachineSpec spec, IMachine machine, TimeProvider clock)
    {
        (Spec, Machine, _clock) = (spec, machine, clock);
        TimeCreated = clock.GetUtcNow();
        _state = new(new("succeeded", TimeCreated), new("running", TimeCreated), new("initializing", TimeCreated), RunningOperation: null);
    }

    /// <summary>Id, zone and address.</summary>
    public MachineSpec Spec { get; }

    /// <summary>What runs behind it.</summary>
    public IMachine Machine { get; }

    /// <summary>Unique in time: an instance that takes another's place has another one.</summary>
    public Guid VmId { get; } = Guid.NewGuid();

    /// <summary>When it was made.</summary>
    public DateTimeOffset TimeCreated { get; }

    /// <summary>What is known about it now.</summary>
    public InstanceState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>Marks it as being changed; false, and the id of the other operation, when one already runs.</summary>
    internal bool TryBegin(string operationId, out string running)
    {
        lock (_gate)
        {
            running = _state.RunningOperation ?? operationId;
            if (_state.RunningOperation is not null)
            {
                return false;
            }

            _state = _state with { Provisioning = new("updating", _clock.GetUtcNow()), RunningOperation = operationId };
            return true;
        }
    }

    internal void End(bool succeeded)
    {
        lock (_gate)
        {
            _state = _state with { Provisioning = new(succeeded ? "succeeded" : "failed", _clock.GetUtcNow()), RunningOperation = null };
        }
    }

    internal void Powered(string state)
    {
        lock (_gate)
        {
            _state = _state with { Power = new(state, _clock.GetUtcNow()) };
        }
    }

    /// <summary>True when this is news.</summary>
    internal bool ReportHealth(string health)
    {
        lock (_gate)
        {
            if (_state.Health.Value == health)
            {
                return false;
            }

            _state = _state with { Health = new(health, _clock.GetUtcNow()) };
            return true;
        }
    }
}
