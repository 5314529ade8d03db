using System.Text.Json.Serialization;

namespace Steadfast.WebApp.Database;

/// <summary>State of the database as an instance finds it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DatabaseState>))]
internal enum DatabaseState
{
    /// <summary>No database is configured.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Reads and writes are answered.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Answered, but late.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>Reads are answered, writes are refused.</summary>
    [JsonStringEnumMemberName("readOnly")]
    ReadOnly,

    /// <summary>Cannot be used.</summary>
    [JsonStringEnumMemberName("unreachable")]
    Unreachable,
}
