using System.Globalization;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Gives an incident its identity, by which two signals are the same one: the target and the failure class. The ids of the incidents under
/// a key are the key with a number, so two that want to open the next one ask for the same id, and get one orchestration; the ids stay
/// within what every Durable backend takes.
/// </summary>
public static class IncidentKey
{
    /// <summary>Begins the id of every incident, so that they can be listed.</summary>
    public const string IdPrefix = "incident-";

    /// <summary>Names the orchestration that handles an incident.</summary>
    public const string Orchestration = "Incident";

    /// <summary>Names the failure class of a target that does not serve, whatever the reason.</summary>
    public const string NotServing = "not-serving";

    /// <summary>Names the database as a target.</summary>
    public const string Database = GuardState.DatabaseTarget;

    /// <summary>Names the failure class of a database that cannot be used, whatever the reason.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>Keys the database that cannot be used. There is one in a stack.</summary>
    public const string ForDatabase = $"{Database}-{Unavailable}";

    /// <summary>Keys one web server that does not serve.</summary>
    public static string ForInstance(string instanceId) => $"instance-{instanceId}-{NotServing}";

    /// <summary>Names a target in a sentence: "instance 3" or "the database".</summary>
    public static string NameOf(string target) => target == Database ? "the database" : $"instance {target}";

    /// <summary>Makes the id of one incident under a key.</summary>
    /// <param name="number">Which incident under the key, from 1.</param>
    public static string IncidentId(string key, int number) => $"{Prefix(key)}{number:D6}";

    /// <summary>Makes the prefix of the ids of all incidents under a key.</summary>
    public static string Prefix(string key) => $"{IdPrefix}{key}-";

    /// <summary>Reads the number of the incident under its key from an id.</summary>
    /// <returns>0 when it is no id of an incident under this key.</returns>
    public static int NumberOf(string key, string incidentId)
    {
        if (incidentId.StartsWith(Prefix(key), StringComparison.Ordinal)
            && int.TryParse(incidentId.AsSpan(Prefix(key).Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        return 0;
    }
}
