using System.Text.Json.Serialization;

namespace Steadfast.Functions.Alerts;

/// <summary>Whether an alert says that something began or that it ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertCondition>))]
public enum AlertCondition
{
    /// <summary>The condition of the rule is met.</summary>
    Fired,

    /// <summary>It is not met any more.</summary>
    Resolved,
}

/// <summary>What recovery needs of an alert in the common alert schema. Test notifications leave most of it empty.</summary>
/// <param name="AlertId">Azure's id of the alert; the same for Fired and Resolved, and for every repeated delivery.</param>
/// <param name="Rule">Name of the alert rule, or "unknown rule".</param>
/// <param name="Condition">Fired or Resolved.</param>
/// <param name="FiredAt">When the rule fired, by the alert itself; null when it does not say.</param>
/// <param name="ReceivedAt">When it arrived here.</param>
/// <param name="Metric">The metric of the condition; null for other kinds of alert.</param>
/// <param name="BackendAddress">Dimension <c>BackendIPAddress</c>; null when the alert is not about a back end.</param>
public sealed record AlertSignal(
    string AlertId, string Rule, AlertCondition Condition, DateTimeOffset? FiredAt, DateTimeOffset ReceivedAt, string? Metric, string? BackendAddress);
