using System.Text.Json.Serialization;

namespace Steadfast.Functions.Alerts;

/// <summary>Names the state of an alert: something began, or it ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertCondition>))]
public enum AlertCondition
{
    /// <summary>The condition of the rule is met.</summary>
    Fired,

    /// <summary>It is not met any more.</summary>
    Resolved,

    /// <summary>It does not say, as budgets and alerts of other schemas do not.</summary>
    Unknown,
}

/// <summary>
/// Carries the part of an alert in the common alert schema that recovery needs. Test notifications leave most of it empty.
/// </summary>
/// <param name="AlertId">Azure's id of the alert; the same for Fired and Resolved, and for every repeated delivery.</param>
/// <param name="Rule">Name of the alert rule, or "unknown rule".</param>
/// <param name="Condition">Fired, Resolved or Unknown.</param>
/// <param name="FiredAt">When the rule fired, by the alert itself; null when it does not say.</param>
/// <param name="ReceivedAt">When it arrived here.</param>
/// <param name="Metric">The metric of the condition; null for other kinds of alert.</param>
/// <param name="BackendAddress">Dimension <c>BackendIPAddress</c>; null when the alert is not about a back end.</param>
public sealed record AlertSignal(
    string AlertId, string Rule, AlertCondition Condition, DateTimeOffset? FiredAt, DateTimeOffset ReceivedAt, string? Metric,
    string? BackendAddress)
{
    /// <summary>Gets the resource id that the alert is about; null when it does not say.</summary>
    public string? Resource { get; init; }

    /// <summary>Gets the handler named by the custom property "handler" of the rule; null when there is none.</summary>
    public string? Handler { get; init; }

    /// <summary>
    /// Gets the name of its schema when that is another than the common one, of which no more is understood than that it is an alert; else
    /// null.
    /// </summary>
    public string? Schema { get; init; }

    /// <summary>
    /// Gets what people want to know of it, in words: title, region, tracking id, stage, value, threshold; null when it says nothing.
    /// </summary>
    public string? About { get; init; }

    /// <summary>Tells whether it says that an event is over, although it is fired: service health does so.</summary>
    public bool IsOver { get; init; }

    /// <summary>
    /// Gets the platform's id of the event that it is about, which every alert about the event has; null where each alert is about
    /// something else.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EventId { get; init; }

    /// <summary>Gets the platform's word on the resource's health; null for any other kind of alert.</summary>
    public HealthSignal? Health { get; init; }
}

/// <summary>
/// Carries the platform's word on the health of a resource. Its alerts have no state: each is fired, also the one that says it is over.
/// </summary>
/// <param name="Current">Available, Degraded, Unavailable or Unknown; empty when it does not say.</param>
/// <param name="IsOver">Whether the event is over.</param>
/// <param name="IsByUser">Whether somebody did it, such as the automation by a restart.</param>
public sealed record HealthSignal(string Current, bool IsOver, bool IsByUser);
