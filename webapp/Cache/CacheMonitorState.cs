using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Cache;

/// <summary>The cache as it was last found. Away until it has answered once. Safe to call from anywhere.</summary>
internal sealed class CacheMonitorState
{
    private int _state = (int)DependencyState.Away;

    /// <summary>The state now.</summary>
    public DependencyState State => (DependencyState)Volatile.Read(ref _state);

    /// <summary>Notes how it was found.</summary>
    /// <returns>True when it was found otherwise before.</returns>
    public bool Found(bool isUsed)
    {
        int next = (int)(isUsed ? DependencyState.Ok : DependencyState.Away);
        return Interlocked.Exchange(ref _state, next) != next;
    }
}
