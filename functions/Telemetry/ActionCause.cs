namespace Steadfast.Functions.Telemetry;

/// <summary>The decision behind an action, for the spans of whatever carries it out.</summary>
/// <param name="Trace">The span that the action is a part of, as a W3C <c>traceparent</c>.</param>
/// <param name="Decision">The action that was decided on: "restart", "reimage", "replace", "failover".</param>
/// <param name="Diagnosis">The diagnosis that called for it; empty when there was none.</param>
public sealed record ActionCause(string Trace, string Decision, string Diagnosis);
