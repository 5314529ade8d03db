using System.Text.Json.Serialization;

namespace Steadfast.WebApp.Files;

/// <summary>State of the storage of files as an instance finds it. Part of <c>/status</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilesState>))]
internal enum FilesState
{
    /// <summary>No storage is configured.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Files are read and stored.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Cannot be used; notes go on without it.</summary>
    [JsonStringEnumMemberName("away")]
    Away,
}
