namespace Steadfast.Functions.Incidents;

/// <summary>
/// What makes two signals the same incident: the target and the failure class. The text is the instance id of the orchestration that
/// holds the target, so a second signal joins the first; it stays within what every Durable backend takes as an id.
/// </summary>
public static class IncidentKey
{
    /// <summary>Every incident's id begins with this, so that they can be listed.</summary>
    public const string IdPrefix = "incident-";

    /// <summary>The failure class of a target that does not serve, whatever the reason.</summary>
    public const string NotServing = "not-serving";

    /// <summary>The database as a target.</summary>
    public const string Database = "database";

    /// <summary>The failure class of a database that cannot be used, whatever the reason.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The database that cannot be used. There is one in a stack.</summary>
    public const string ForDatabase = $"{Database}-{Unavailable}";

    /// <summary>One web server that does not serve.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    public static string ForInstance(string instanceId) => $"instance-{instanceId}-{NotServing}";

    /// <summary>A target in a sentence: "instance 3" or "the database".</summary>
    /// <param name="target">The target.</param>
    public static string NameOf(string target) => target == Database ? "the database" : $"instance {target}";

    /// <summary>The id of one incident under a key. Unique, because incidents of one key follow each other.</summary>
    /// <param name="key">The key.</param>
    /// <param name="openedUtc">When the incident was opened.</param>
    public static string IncidentId(string key, DateTime openedUtc) => $"{IdPrefix}{key}-{openedUtc:yyyyMMdd'T'HHmmssfff'Z'}";

    /// <summary>The key of an incident, from its id.</summary>
    /// <param name="incidentId">The id, as a caller sent it.</param>
    /// <returns>Null when it is no id of an incident.</returns>
    public static string? KeyOf(string incidentId)
    {
        int end = incidentId.LastIndexOf('-');
        return incidentId.StartsWith(IdPrefix, StringComparison.Ordinal) && end > IdPrefix.Length ? incidentId[IdPrefix.Length..end] : null;
    }
}
