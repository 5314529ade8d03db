using System.Collections.Concurrent;

namespace Steadfast.Local.AzureEmulator;

/// <summary>An activity-log rule on resource health: the platform itself says that a resource is not well.</summary>
public sealed record ResourceHealthRule : AlertRule
{
    /// <summary>Name of the rule on the scale set.</summary>
    public const string RuleName = "resource-health";

    /// <summary>Name of the rule on the database.</summary>
    public const string DatabaseRuleName = "mysql-resource-health";

    internal override string SignalType => "Activity Log";

    internal override string MonitoringService => "ResourceHealth";

    /// <summary>The rule on the scale set and what is in it.</summary>
    public static ResourceHealthRule Of(EmulatorOptions options) =>
        new() { Name = RuleName, TargetResourceId = new ResourceNames(options).ScaleSet, Severity = 4 };

    /// <summary>The rule on the database. It fires for every failover, also for one that the automation has asked for itself.</summary>
    public static ResourceHealthRule OfDatabase(EmulatorOptions options) =>
        new() { Name = DatabaseRuleName, TargetResourceId = new ResourceNames(options).Database, Severity = 4 };
}

/// <summary>The platform's word on the health of a resource.</summary>
/// <param name="ResourceId">The resource, for example one instance.</param>
/// <param name="Current">Available, Degraded, Unavailable or Unknown.</param>
/// <param name="Previous">What it was before.</param>
public sealed record ResourceHealthEvent(string ResourceId, string Current, string Previous)
{
    /// <summary>One line.</summary>
    public string Title { get; init; } = "";

    /// <summary>More of it.</summary>
    public string Details { get; init; } = "";

    /// <summary>Cause of it: PlatformInitiated or UserInitiated.</summary>
    public string Cause { get; init; } = "PlatformInitiated";

    /// <summary>Active while it lasts, Resolved when it is over; the alert itself is Fired in both cases.</summary>
    public string Status { get; init; } = "Active";
}

/// <summary>Tells the action group what a scenario makes the platform say about resources.</summary>
public sealed class ResourceHealthAlerts
{
    private readonly EmulatorOptions _options;
    private readonly ActionGroup _receivers;
    private readonly ResourceHealthRule _rule;
    private readonly ResourceHealthRule _databaseRule;
    private readonly ConcurrentDictionary<string, AvailabilityStatus> _latest = new(StringComparer.OrdinalIgnoreCase);

    internal ResourceHealthAlerts(EmulatorOptions options, ActionGroup receivers)
    {
        _options = options;
        _receivers = receivers;
        _rule = ResourceHealthRule.Of(options);
        _databaseRule = ResourceHealthRule.OfDatabase(options);
    }

    /// <summary>Sends an alert about the event and returns it. Alerts of the activity log have no state: each is a new one.</summary>
    public Alert Send(ResourceHealthEvent happened)
    {
        var now = _options.Clock.GetUtcNow();
        var rule = Rule(happened.ResourceId) with { TargetResourceId = happened.ResourceId };
        Alert alert = new(Alert.NewId(_options), rule, [], Value: 0, now, now, now, ResolvedAt: null) { Health = happened };
        _latest[happened.ResourceId] = AvailabilityStatus.Of(happened, now);
        _receivers.Send(alert);
        return alert;
    }

    /// <summary>Last word on a resource; null when nothing was, or that it is available.</summary>
    internal AvailabilityStatus? Latest(string resourceId) =>
        _latest.GetValueOrDefault(resourceId) is { State: not "Available" } status ? status : null;

    /// <summary>Forgets what was said.</summary>
    internal void Clear() => _latest.Clear();

    private ResourceHealthRule Rule(string resourceId) =>
        resourceId.Equals(_databaseRule.TargetResourceId, StringComparison.OrdinalIgnoreCase) ? _databaseRule : _rule;
}
