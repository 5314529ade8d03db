using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>What the automation did in one run, as seen from its outside, and what it says about it.</summary>
/// <param name="Instances">How many instances there were at the beginning.</param>
/// <param name="Bounds">What it must keep to.</param>
/// <param name="Operations">What it had the platform do, oldest first.</param>
/// <param name="Incidents">Its own records.</param>
/// <param name="Health">Who served when.</param>
/// <param name="Pauses">When it was paused.</param>
public sealed record Conduct(
    int Instances, Bounds Bounds, IReadOnlyList<Operation> Operations, IReadOnlyList<IncidentRecord> Incidents, HealthHistory Health, IReadOnlyList<Pause> Pauses)
{
    /// <summary>The operations that change an instance or how many there are; not those that only say who repairs.</summary>
    public IReadOnlyList<Operation> Repairs => [.. Operations.Where(operation => operation.Kind is not OperationKind.OrchestrationService)];
}

/// <summary>The limits of the automation, in the terms of an observer.</summary>
/// <param name="MaxPercentInRepair">Share of the instances that may be in repair at once; one always may.</param>
/// <param name="FloorPercent">Share of the instances that its own actions must leave serving.</param>
/// <param name="Tick">Within this time a pause holds.</param>
public sealed record Bounds(int MaxPercentInRepair, int FloorPercent, TimeSpan Tick);

/// <summary>A time in which the automation was paused.</summary>
/// <param name="From">When the pause was acknowledged.</param>
/// <param name="Until">When its end was asked for; null when it was not.</param>
public sealed record Pause(DateTimeOffset From, DateTimeOffset? Until);
