using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Alerts;

/// <summary>
/// Writes the sentences about an alert: where it leads and why, and what came of it. Each begins with what it is about. GET /api/alerts
/// shows them. Pure.
/// </summary>
internal static class AlertText
{
    private const int MaxNamed = 20;

    public static string SyntheticArrived => "Synthetic alert arrived";

    public static string SyntheticResolved => "Synthetic alert was resolved, no action needed";

    public static string IsOver => "Fault is over, says the platform";

    public static string IsByUser => "Somebody did this on purpose, says the platform, as the automation does by a restart";

    public static string NoIncident => "No incident is open for this alert";

    public static string PassedOn => "Passed on as resolved; the incident closes only while nothing was started and no other alert is open";

    public static string OtherSchema(string schema) =>
        $"Schema {schema} names no target; switch on the common alert schema for this receiver of the action group";

    /// <summary>Writes the notice to people about an alert of another schema.</summary>
    public static Statement NotCommon(AlertSignal signal, string schema) => new(
        $"Alert {signal.Rule} came in the schema {schema} and not in the common alert schema, so nothing was done about it",
        signal.About ?? "")
    {
        Instruction = "Switch on the common alert schema for this receiver of the action group, and look after what the alert is about. "
            + "Each rule is told once a day.",
    };

    public static string NoHandler(string rule) =>
        $"Rule {rule} has no handler; name one as its custom property \"handler\"";

    public static string ForPeople(string rule) => $"Rule {rule} is for people, and the automation does nothing about it";

    public static string NoCondition(string rule) => $"Alert {rule} does not say whether something began or ended";

    public static string AboutDatabase(string rule) => $"Rule {rule} is about the database";

    public static string NotOneBackEnd(string rule) =>
        $"Rule {rule} is not about one back end; split {ProbeMetrics.Metric} by {ProbeMetrics.AddressDimension}";

    public static string NobodyHas(string address) => $"No instance of the scale set has the address {address}";

    public static string OlderThan(string instance, string address, DateTime since) =>
        $"Instance {instance} has had the address {address} since {GuardText.Date(since)}; "
            + "the alert is older, so it is about the instance before";

    public static string Has(string instance, string address) => $"Instance {instance} has the address {address}";

    public static string About(string instance) => $"Instance {instance} is named by the alert";

    public static string NoneFails(int total) => $"No instance of {total} is failing right now; the watchdog keeps checking";

    public static string Concerned(IReadOnlyList<string> concerned, int total) =>
        $"Alert concerns {concerned.Count} of {total} instances ({string.Join(", ", concerned.Take(MaxNamed))})";

    public static string NoDatabase(string reason) =>
        $"{reason}, and this stack has none that the automation looks after (Stack__DatabaseServer is empty)";

    public static string AlertsArrive(double? latencyMs)
    {
        if (latencyMs is { } took)
        {
            return $"Synthetic alert shows that alerts arrive, {took / 1000:0.000} s after the rule fired";
        }

        return "Synthetic alert shows that alerts arrive";
    }

    public static string PeopleAreTold(string reason) => $"{reason}; people are told";

    public static string IncidentOpened(string reason) => $"{reason}; an incident was opened";

    public static string IncidentIsOpen(string target) => $"Incident for {IncidentKey.NameOf(target)} is open already";

    public static string NotLookedUp(string failure) => $"Target of the alert could not be looked up ({failure})";

    /// <summary>Writes the notice to people about an alert.</summary>
    public static string Notice(AlertSignal signal)
    {
        string what = signal switch
        {
            { Condition: AlertCondition.Resolved } => "was resolved",
            _ when AlertPolicy.IsOver(signal) => "says that it is over",
            { Condition: AlertCondition.Fired } => "fired",
            _ => "came",
        };
        string about = signal.About is null ? "" : $": {signal.About}";
        return $"Alert {signal.Rule} {what}{about}";
    }

    /// <summary>Counts what came of an alert on several instances: "2 opened, 1 joined".</summary>
    public static string Counted(string reason, IReadOnlyList<AlertResult> results)
    {
        IEnumerable<string> counts = results.GroupBy(result => result.Disposition).OrderBy(same => same.Key)
            .Select(same => $"{same.Count()} {same.Key.ToString().ToLowerInvariant()}");
        return $"{reason}: {string.Join(", ", counts)}";
    }
}
