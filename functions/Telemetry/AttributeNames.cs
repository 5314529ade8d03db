namespace Steadfast.Functions.Telemetry;

/// <summary>Lists the attributes of spans and metrics.</summary>
internal static class AttributeNames
{
    /// <summary>Carries the id of the incident.</summary>
    public const string Incident = "steadfast.incident.id";

    /// <summary>Carries the number of the instance, or "database".</summary>
    public const string Target = "steadfast.target";

    /// <summary>Tells whether the incident was opened by this call.</summary>
    public const string IsNew = "steadfast.incident.new";

    /// <summary>Names the action that was decided on.</summary>
    public const string Decision = "steadfast.decision";

    /// <summary>Names the diagnosis that called for it.</summary>
    public const string Diagnosis = "steadfast.diagnosis";

    /// <summary>Tells the source of the decision: the automation or an operator.</summary>
    public const string DecidedBy = "steadfast.decided_by";

    /// <summary>Names the action that the platform is asked for.</summary>
    public const string Action = "steadfast.action";

    /// <summary>Tells the result of the action, the check or the alert.</summary>
    public const string Result = "steadfast.result";

    /// <summary>Names the alert rule.</summary>
    public const string Rule = "steadfast.alert.rule";

    /// <summary>Tells the condition of the alert.</summary>
    public const string Condition = "steadfast.alert.condition";

    /// <summary>Carries the id under which the alert was taken in.</summary>
    public const string Intake = "steadfast.alert.id";
}

/// <summary>Lists the spans.</summary>
internal static class SpanNames
{
    /// <summary>Covers the receipt of an alert, until it is stored.</summary>
    public const string ReceiveAlert = "steadfast.alert.receive";

    /// <summary>Covers the search for the target of an alert, until its incident is opened, joined or quieted.</summary>
    public const string PlaceAlert = "steadfast.alert.place";

    /// <summary>Covers the opening of an incident, or the finding of the open one.</summary>
    public const string OpenIncident = "steadfast.incident.open";

    /// <summary>Covers a look at a target.</summary>
    public const string Observe = "steadfast.target.observe";

    /// <summary>Covers a request to the platform for an action, also one that is not made after all.</summary>
    public const string StartAction = "steadfast.action.start";

    /// <summary>Covers the time in which the progress of an action is followed.</summary>
    public const string FollowAction = "steadfast.action.follow";

    /// <summary>Covers the check of the target after an action.</summary>
    public const string Verify = "steadfast.action.verify";
}
