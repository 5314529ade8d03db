using System.Text.Json.Serialization;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Carries something that a person says to an open incident.</summary>
public interface IOperatorMessage
{
    /// <summary>Gets its id, by which the incident's record shows that it was heard; null where nobody waits for that.</summary>
    string? Id { get; }
}

/// <summary>Carries a person's order for an instance.</summary>
/// <param name="Rung">The action.</param>
/// <param name="By">Who orders it, for the record: "operator anna".</param>
/// <param name="Reason">Why; null when not given.</param>
/// <param name="IsForced">Floor and budget do not bind it.</param>
public sealed record Order(RepairAction Rung, string By, string? Reason, bool IsForced) : IOperatorMessage
{
    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
}

/// <summary>Carries a person's answer to a request for approval.</summary>
/// <param name="By">Who.</param>
/// <param name="Note">Why; null when not given.</param>
/// <param name="Action">The action that was waiting when it was given; null: whichever waits.</param>
public sealed record Approval(string By, string? Note, [property: JsonConverter(typeof(ActionNames))] RepairAction? Action = null);

/// <summary>Carries a person's order to end an incident.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why; null when not given.</param>
public sealed record Abort(string By, string? Reason) : IOperatorMessage
{
    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
}

/// <summary>Names the events that an open incident listens to.</summary>
public static class IncidentEvents
{
    /// <summary>Carries an <see cref="Incidents.Order"/>: this action next, by order of a person.</summary>
    public const string Order = "Order";

    /// <summary>Carries a <see cref="FailoverOrder"/>: a failover next, by order of a person.</summary>
    public const string Failover = "Failover";

    /// <summary>Carries an <see cref="Incidents.Approval"/>.</summary>
    public const string Approve = "Approve";

    /// <summary>Carries an <see cref="Incidents.Abort"/>.</summary>
    public const string Abort = "Abort";
}

/// <summary>Names the extent of a failover that a person orders.</summary>
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

/// <summary>Carries a person's order for a failover.</summary>
/// <param name="Mode">How far it may go.</param>
/// <param name="By">Who orders it, for the record: "operator anna".</param>
/// <param name="Reason">Why.</param>
public sealed record FailoverOrder(FailoverMode Mode, string By, string Reason) : IOperatorMessage
{
    /// <inheritdoc/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }
}

/// <summary>Names the two ways to a failover that the platform offers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FailoverWay>))]
public enum FailoverWay
{
    /// <summary>A failover.</summary>
    Failover,

    /// <summary>A restart with a failover, for when the other was not carried out.</summary>
    Restart,
}
