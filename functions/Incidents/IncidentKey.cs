using System.Globalization;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Identity of an incident, by which two signals are the same one: the target and the failure class. The ids of the incidents under a key
/// are the key with a number, so two that want to open the next one ask for the same id, and get one orchestration; the ids stay within
/// what every Durable backend takes.
/// </summary>
public static class IncidentKey
{
    /// <summary>Every incident's id begins with this, so that they can be listed.</summary>
    public const string IdPrefix = "incident-";

    /// <summary>Name of the orchestration that handles an incident.</summary>
    public const string Orchestration = "Incident";

    /// <summary>The failure class of a target that does not serve, whatever the reason.</summary>
    public const string NotServing = "not-serving";

    /// <summary>The database as a target.</summary>
    public const string Database = GuardState.DatabaseTarget;

    /// <summary>The failure class of a database that cannot be used, whatever the reason.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The database that cannot be used. There is one in a stack.</summary>
    public const string ForDatabase = $"{Database}-{Unavailable}";

    /// <summary>One web server that does not serve.</summary>
    public static string ForInstance(string instanceId) => $"instance-{instanceId}-{NotServing}";

    /// <summary>A target in a sentence: "instance 3" or "the database".</summary>
    public static string NameOf(string target) => target == Database ? "the database" : $"instance {target}";

    /// <summary>The id of one incident under a key.</summary>
    /// <param name="number">Which incident under the key, from 1.</param>
    public static string IncidentId(string key, int number) => $"{Prefix(key)}{number:D6}";

    /// <summary>Prefix of the ids of all incidents under a key.</summary>
    public static string Prefix(string key) => $"{IdPrefix}{key}-";

    /// <summary>Number of the incident under its key that an id names.</summary>
    /// <returns>0 when it is no id of an incident under this key.</returns>
    public static int NumberOf(string key, string incidentId) =>
        incidentId.StartsWith(Prefix(key), StringComparison.Ordinal)
        && int.TryParse(incidentId.AsSpan(Prefix(key).Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : 0;
}
