using System.Text.Json.Serialization;

namespace Steadfast.Functions.Alerts;

/// <summary>Consequence of an alert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertRouteKind>))]
public enum AlertRouteKind
{
    /// <summary>To incidents of instances.</summary>
    Instances,

    /// <summary>To the recovery of the database.</summary>
    Database,

    /// <summary>People are told, and that is all.</summary>
    Person,

    /// <summary>To the record that alerts arrive.</summary>
    Synthetic,

    /// <summary>To nothing, for the reason that is given.</summary>
    Nothing,

    /// <summary>It is not known to what; kept and shown for a person.</summary>
    Unknown,
}

/// <summary>Destination of an alert.</summary>
/// <param name="Kind">To what it leads.</param>
/// <param name="InstanceIds">Numbers of the instances; empty for any other kind.</param>
/// <param name="Reason">One sentence.</param>
public sealed record AlertRoute(AlertRouteKind Kind, IReadOnlyList<string> InstanceIds, string Reason)
{
    /// <summary>A route that leads to no instance.</summary>
    public static AlertRoute To(AlertRouteKind kind, string reason) => new(kind, [], reason);
}
