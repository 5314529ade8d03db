namespace Steadfast.Functions.Telemetry;

/// <summary>Names of the spans.</summary>
internal static class SpanNames
{
    /// <summary>An alert is received and stored.</summary>
    public const string ReceiveAlert = "steadfast.alert.receive";

    /// <summary>The target of an alert is found, and its incident opened, joined or quieted.</summary>
    public const string PlaceAlert = "steadfast.alert.place";

    /// <summary>An incident is opened, or the open one is found.</summary>
    public const string OpenIncident = "steadfast.incident.open";

    /// <summary>A target is looked at.</summary>
    public const string Observe = "steadfast.target.observe";

    /// <summary>The platform is asked for an action, or not after all.</summary>
    public const string StartAction = "steadfast.action.start";

    /// <summary>The progress of an action is followed.</summary>
    public const string FollowAction = "steadfast.action.follow";

    /// <summary>The target is checked after an action.</summary>
    public const string Verify = "steadfast.action.verify";
}
