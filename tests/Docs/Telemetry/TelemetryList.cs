using Steadfast.Functions.Telemetry;

namespace Steadfast.Docs.Tests.Telemetry;

/// <summary>A span of the automation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Means">A sentence on what it is.</param>
/// <param name="Attributes">Its attributes; each is missing where it has no value.</param>
internal sealed record SpanRow(string Name, string Means, params string[] Attributes);

/// <summary>An attribute of spans and metrics.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Means">A sentence on what it is.</param>
/// <param name="Example">One value.</param>
internal sealed record AttributeRow(string Name, string Means, string Example);

/// <summary>A metric of the automation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Means">A sentence on what it is.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record MetricRow(string Name, string Unit, string Means, params string[] Attributes);

/// <summary>A span of a library within the web application.</summary>
/// <param name="Source">The library.</param>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes; each is missing where it has no value.</param>
internal sealed record LibrarySpanRow(string Source, string Name, params string[] Attributes);

/// <summary>Everything that the two applications write beside logs: docs/telemetry.md is made of it, and tests hold it to what is written.</summary>
internal static class TelemetryList
{
    public static IReadOnlyList<SpanRow> Spans { get; } =
    [
        new(SpanNames.ReceiveAlert, "An alert is received and stored. Part of the trace of whoever sent it", AttributeNames.Rule, AttributeNames.Condition, AttributeNames.Intake),
        new(SpanNames.PlaceAlert, "Its target is found", AttributeNames.Rule, AttributeNames.Condition, AttributeNames.Intake, AttributeNames.Result),
        new(SpanNames.OpenIncident, "An incident is opened, or the open one is found. Everything that the incident does is a part of it", AttributeNames.Incident, AttributeNames.Target, AttributeNames.IsNew),
        new(SpanNames.Observe, "The target is looked at", AttributeNames.Incident, AttributeNames.Target),
        new(SpanNames.StartAction, "The platform is asked for an action, or not after all",
            AttributeNames.Incident, AttributeNames.Target, AttributeNames.Diagnosis, AttributeNames.Decision, AttributeNames.DecidedBy, AttributeNames.Action, AttributeNames.Result),
        new(SpanNames.FollowAction, "The progress of an action is followed", AttributeNames.Target, AttributeNames.Action, AttributeNames.Result),
        new(SpanNames.Verify, "The target is checked after an action", AttributeNames.Incident, AttributeNames.Target, AttributeNames.Result),
    ];

    public static IReadOnlyList<AttributeRow> Attributes { get; } =
    [
        new(AttributeNames.Incident, "Id of the incident, as in `GET /api/incidents/{id}`", "incident-instance-2.not-serving-1"),
        new(AttributeNames.Target, "Number of the instance, or `database`; of a metric: `instance` or `database`", "2"),
        new(AttributeNames.IsNew, "True when this call has opened the incident", "true"),
        new(AttributeNames.Diagnosis, "The diagnosis that called for the action, a heading of failure-modes.md", "InstanceUnresponsive"),
        new(AttributeNames.Decision, "The action that was decided on: `restart`, `reimage`, `replace`, `failover`", "replace"),
        new(AttributeNames.DecidedBy, "`automation` or `operator`; never a name", "automation"),
        new(AttributeNames.Action, "What the platform is asked for: `restart`, `reimage`, `add`, `delete`, `lower capacity`, `failover`", "delete"),
        new(AttributeNames.Result, "What became of it: of an alert `Opened`, `Joined`, …; of a start `Accepted`, `Held`, …; of an action `Succeeded`, …; of a check `Stable`, `Good`, …", "Accepted"),
        new(AttributeNames.Rule, "Name of the alert rule", "lb-probe-down"),
        new(AttributeNames.Condition, "`Fired`, `Resolved` or `Unknown`", "Fired"),
        new(AttributeNames.Intake, "Id under which the alert was taken in, as in `GET /api/alerts`", "alert-4f2a…"),
    ];

    public static IReadOnlyList<MetricRow> Metrics { get; } =
    [
        new(Functions.Telemetry.Metrics.AlertsName, "{alert}", "Alerts, by what became of them", AttributeNames.Rule, AttributeNames.Result),
        new(Functions.Telemetry.Metrics.IncidentsName, "{incident}", "Incidents that were opened", AttributeNames.Target),
        new(Functions.Telemetry.Metrics.ActionsName, "{action}", "Actions, by what became of asking for them", AttributeNames.Action, AttributeNames.Result),
    ];
}
