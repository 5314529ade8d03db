using System.Text.Json.Serialization;

namespace Steadfast.WebApp.Cache;

/// <summary>State of the cache as an instance finds it. Part of <c>/status</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CacheState>))]
internal enum CacheState
{
    /// <summary>No cache is configured.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Reads are answered from it.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Cannot be used; reads go round it.</summary>
    [JsonStringEnumMemberName("away")]
    Away,
}

/// <summary>The cache as it was last found. Away until it has answered once. Safe to call from anywhere.</summary>
internal sealed class CacheSight
{
    private int _state = (int)CacheState.Away;

    /// <summary>The state now.</summary>
    public CacheState State => (CacheState)Volatile.Read(ref _state);

    /// <summary>Notes how it was found.</summary>
    /// <returns>True when it was found otherwise before.</returns>
    public bool Found(bool isUsed)
    {
        int next = (int)(isUsed ? CacheState.Ok : CacheState.Away);
        return Interlocked.Exchange(ref _state, next) != next;
    }
}
