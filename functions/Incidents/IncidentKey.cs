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

    /// <summary>One web server that does not serve.</summary>
    /// <param name="instanceId">Number of the instance in the scale set.</param>
    public static string ForInstance(string instanceId) => $"instance-{instanceId}-{NotServing}";

    /// <summary>The id of one incident under a key. Unique, because incidents of one key follow each other.</summary>
    /// <param name="key">The key.</param>
    /// <param name="openedUtc">When the incident was opened.</param>
    public static string IncidentId(string key, DateTime openedUtc) => $"{IdPrefix}{key}-{openedUtc:yyyyMMdd'T'HHmmssfff'Z'}";
}
