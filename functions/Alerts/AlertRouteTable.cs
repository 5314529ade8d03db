using System.Text.Json.Serialization;

namespace Steadfast.Functions.Alerts;

/// <summary>Names the handler of an alert.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlertHandler>))]
public enum AlertHandler
{
    /// <summary>An incident for the one instance that it names by its back-end address.</summary>
    Instance,

    /// <summary>
    /// A look at the whole web tier, and an incident for each instance that is sick; for one alone when its resource is named.
    /// </summary>
    Tier,

    /// <summary>The recovery of the database.</summary>
    Database,

    /// <summary>Nothing is done by itself; people are told.</summary>
    Person,

    /// <summary>Nothing is wrong: it shows that alerts arrive.</summary>
    Synthetic,
}

/// <summary>Holds the one table from alert rule to handler. Every rule that is deployed stands in it.</summary>
public static class AlertRouteTable
{
    /// <summary>Maps the name of a rule to its handler.</summary>
    public static readonly IReadOnlyDictionary<string, AlertHandler> ByRule = new Dictionary<string, AlertHandler>(
        StringComparer.OrdinalIgnoreCase)
    {
        ["lb-probe-down"] = AlertHandler.Instance,
        ["lb-data-path-down"] = AlertHandler.Tier,
        ["vm-availability"] = AlertHandler.Tier,
        ["resource-health"] = AlertHandler.Tier,
        ["mysql-ha-io"] = AlertHandler.Database,
        ["mysql-ha-sql"] = AlertHandler.Database,
        ["mysql-resource-health"] = AlertHandler.Database,
        ["mysql-connections"] = AlertHandler.Person,
        ["mysql-cpu"] = AlertHandler.Person,
        ["mysql-storage"] = AlertHandler.Person,
        ["mysql-replica-io"] = AlertHandler.Person,
        ["nat-connections-failed"] = AlertHandler.Person,
        ["edge-origin-down"] = AlertHandler.Person,
        ["autoscale-failed"] = AlertHandler.Person,
        ["service-health"] = AlertHandler.Person,
        ["automation-silent"] = AlertHandler.Person,
        ["automation-failing"] = AlertHandler.Person,
        ["synthetic-alert"] = AlertHandler.Synthetic,
    };

    /// <summary>
    /// Finds the handler of an alert: by the name of its rule, else by the handler that the rule names as custom property "handler".
    /// </summary>
    /// <returns>Null when there is none.</returns>
    public static AlertHandler? Of(AlertSignal signal)
    {
        if (ByRule.TryGetValue(signal.Rule, out AlertHandler known))
        {
            return known;
        }

        if (signal.Handler is { } named && Enum.GetNames<AlertHandler>().Contains(named, StringComparer.OrdinalIgnoreCase))
        {
            return Enum.Parse<AlertHandler>(named, ignoreCase: true);
        }

        return null;
    }
}

/// <summary>Names the consequence of an alert.</summary>
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

/// <summary>Describes the destination of an alert.</summary>
/// <param name="Kind">To what it leads.</param>
/// <param name="InstanceIds">Numbers of the instances; empty for any other kind.</param>
/// <param name="Reason">One sentence.</param>
public sealed record AlertRoute(AlertRouteKind Kind, IReadOnlyList<string> InstanceIds, string Reason)
{
    /// <summary>Makes a route that leads to no instance.</summary>
    public static AlertRoute To(AlertRouteKind kind, string reason) => new(kind, [], reason);
}
