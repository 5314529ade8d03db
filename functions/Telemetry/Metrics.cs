using System.Diagnostics.Metrics;

namespace Steadfast.Functions.Telemetry;

/// <summary>
/// The metrics of the automation: counts of what activities and triggers have done. What is delivered twice is counted twice.
/// </summary>
internal static class Metrics
{
    /// <summary>Name of the meter.</summary>
    public const string Meter = "Steadfast.Functions";

    /// <summary>Alerts that were placed.</summary>
    public const string AlertsName = "steadfast.alerts";

    /// <summary>Incidents that were opened.</summary>
    public const string IncidentsName = "steadfast.incidents";

    /// <summary>Actions that the platform was to be asked for.</summary>
    public const string ActionsName = "steadfast.actions";

    private static readonly Meter Instruments = new(Meter);
    private static readonly Counter<long> Alerts = Instruments.CreateCounter<long>(
        AlertsName, "{alert}", "Alerts, by rule and what became of them");
    private static readonly Counter<long> Incidents = Instruments.CreateCounter<long>(
        IncidentsName, "{incident}", "Incidents that were opened, by kind of target");
    private static readonly Counter<long> Actions = Instruments.CreateCounter<long>(
        ActionsName, "{action}", "Actions, by what became of asking for them");

    /// <summary>An alert was placed.</summary>
    public static void AlertPlaced(string rule, string result) =>
        Alerts.Add(1, new(AttributeNames.Rule, rule), new(AttributeNames.Result, result));

    /// <summary>An incident was opened.</summary>
    public static void IncidentOpened(bool isDatabase) =>
        Incidents.Add(1, new KeyValuePair<string, object?>(AttributeNames.Target, isDatabase ? "database" : "instance"));

    /// <summary>The platform was to be asked for an action.</summary>
    public static void ActionStarted(string action, string result) =>
        Actions.Add(1, new(AttributeNames.Action, action), new(AttributeNames.Result, result));
}
