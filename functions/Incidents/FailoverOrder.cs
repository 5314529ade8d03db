using System.Text.Json.Serialization;

namespace Steadfast.Functions.Incidents;

/// <summary>Extent of a failover that a person orders.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailoverMode>))]
public enum FailoverMode
{
    /// <summary>In order, and only when everything is well: for maintenance and practice.</summary>
    Graceful,

    /// <summary>As the automation would: only when the database is down by agreement and the standby can take over.</summary>
    Recover,

    /// <summary>
    /// At once, whatever is seen: also without a diagnosis, while the platform is at work, and when the standby may not have everything.
    /// </summary>
    Force,
}

/// <summary>A failover that a person orders.</summary>
/// <param name="Mode">How far it may go.</param>
/// <param name="By">Who orders it, for the record: "operator anna".</param>
/// <param name="Reason">Why.</param>
public sealed record FailoverOrder(FailoverMode Mode, string By, string Reason) : IOperatorMessage
{
    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
}

/// <summary>The two ways to a failover that the platform offers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailoverWay>))]
public enum FailoverWay
{
    /// <summary>A failover.</summary>
    Failover,

    /// <summary>A restart with a failover, for when the other was not carried out.</summary>
    Restart,
}
