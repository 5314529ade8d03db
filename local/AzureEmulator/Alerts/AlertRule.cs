namespace Steadfast.Local.AzureEmulator;

/// <summary>Properties of every alert rule.</summary>
public abstract record AlertRule
{
    /// <summary>Name of the rule; an alert carries it.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the resource that the alert is about.</summary>
    public required string TargetResourceId { get; init; }

    /// <summary>0 (critical) to 4 (verbose).</summary>
    public int Severity { get; init; } = 1;

    /// <summary>Sent with the alert.</summary>
    public string Description { get; init; } = "";

    /// <summary>Sent with the alert as customProperties; null leaves the property null.</summary>
    public IReadOnlyDictionary<string, string>? CustomProperties { get; init; }

    internal abstract string SignalType { get; }

    internal abstract string MonitoringService { get; }
}
