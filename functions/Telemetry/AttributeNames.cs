namespace Steadfast.Functions.Telemetry;

/// <summary>Names of the attributes of spans and metrics.</summary>
internal static class AttributeNames
{
    /// <summary>Id of the incident.</summary>
    public const string Incident = "steadfast.incident.id";

    /// <summary>Number of the instance, or "database".</summary>
    public const string Target = "steadfast.target";

    /// <summary>True when the incident was opened by this call.</summary>
    public const string IsNew = "steadfast.incident.new";

    /// <summary>The action that was decided on.</summary>
    public const string Decision = "steadfast.decision";

    /// <summary>The diagnosis that called for it.</summary>
    public const string Diagnosis = "steadfast.diagnosis";

    /// <summary>Source of the decision: the automation or an operator.</summary>
    public const string DecidedBy = "steadfast.decided_by";

    /// <summary>The action that the platform is asked for.</summary>
    public const string Action = "steadfast.action";

    /// <summary>Result of the action, the check or the alert.</summary>
    public const string Result = "steadfast.result";

    /// <summary>Name of the alert rule.</summary>
    public const string Rule = "steadfast.alert.rule";

    /// <summary>Condition of the alert.</summary>
    public const string Condition = "steadfast.alert.condition";

    /// <summary>Id under which the alert was taken in.</summary>
    public const string Intake = "steadfast.alert.id";
}

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
