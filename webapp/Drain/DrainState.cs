namespace Steadfast.WebApp.Drain;

/// <summary>Knows whether this instance is leaving, and how many requests it still holds.</summary>
internal sealed class DrainState
{
    private volatile bool _draining;
    private int _inFlight;

    /// <summary>True from the moment the process was told to stop. Never goes back.</summary>
    public bool Draining => _draining;

    /// <summary>Requests being handled now; health and status requests are not counted.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>From now on the instance is leaving.</summary>
    public void Begin() => _draining = true;

    /// <summary>A request came in.</summary>
    public void Enter() => Interlocked.Increment(ref _inFlight);

    /// <summary>A request was answered, or its client went away.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);
}
