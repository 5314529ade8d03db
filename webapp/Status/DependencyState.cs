using System.Text.Json.Serialization;

namespace Steadfast.WebApp.Status;

/// <summary>State of the cache, or of the storage of files, as an instance finds it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DependencyState>))]
internal enum DependencyState
{
    /// <summary>None is configured.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>It is used.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Cannot be used; notes go on without it.</summary>
    [JsonStringEnumMemberName("away")]
    Away,
}
