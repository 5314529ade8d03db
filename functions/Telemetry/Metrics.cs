using System.Diagnostics.Metrics;

namespace Steadfast.Functions.Telemetry;

/// <summary>
/// Counts, in the metrics of the automation, what activities and triggers have done. What is delivered twice is counted twice.
/// </summary>
internal static class Metrics
{
    /// <summary>Names the meter.</summary>
    public const string Meter = "Steadfast.Functions";

    /// <summary>Counts the alerts that were placed.</summary>
    public const string AlertsName = "steadfast.alerts";

    /// <summary>Counts the incidents that were opened.</summary>
    public const string IncidentsName = "steadfast.incidents";

    /// <summary>Counts the actions that the platform was to be asked for.</summary>
    public const string ActionsName = "steadfast.actions";

    private static readonly Meter Instruments = new(Meter);
    private static readonly Counter<long> Alerts = Instruments.CreateCounter<long>(
        AlertsName, "{alert}", "Alerts, by rule and what became of them");
    private static readonly Counter<long> Incidents = Instruments.CreateCounter<long>(
        IncidentsName, "{incident}", "Incidents that were opened, by kind of target");
    private static readonly Counter<long> Actions = Instruments.CreateCounter<long>(
        ActionsName, "{action}", "Actions, by what became of asking for them");

    /// <summary>Counts an alert that was placed.</summary>
    public static void AlertPlaced(string rule, string result) =>
        Count(Alerts, new(AttributeNames.Rule, rule), new(AttributeNames.Result, result));

    /// <summary>Counts an incident that was opened.</summary>
    public static void IncidentOpened(bool isDatabase) =>
        Count(Incidents, new KeyValuePair<string, object?>(AttributeNames.Target, isDatabase ? "database" : "instance"));

    /// <summary>Counts an action that the platform was to be asked for.</summary>
    public static void ActionStarted(string action, string result) =>
        Count(Actions, new(AttributeNames.Action, action), new(AttributeNames.Result, result));

    private static void Count(Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> attributes)
    {
        if (!Muting.IsOn)
        {
            counter.Add(1, attributes);
        }
    }
}
