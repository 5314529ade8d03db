using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// The standby is gone, and then the primary dies. What the standby has not received would be lost, so nobody is put in its place.
/// </summary>
public sealed class StandbyDeadScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "standby-dead";

    /// <inheritdoc/>
    public override string Title => "the standby is dead already when the primary is killed";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.Escalated, FailureKind.DatabaseUnavailable);

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => options.WithTime("Database__RedundancyDeadline", TimeSpan.FromSeconds(20));

    /// <inheritdoc/>
    protected override async Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashStandbyForGood();
        await drill.Drill.UntilAsync(() => drill.Platform.State.HighAvailability != HighAvailabilityState.Healthy);
        await drill.UntilWritesAsync();
        drill.CrashPrimary();
    }

    /// <inheritdoc/>
    protected override Task PutInOrderAsync(DatabaseDrill drill) => drill.RestartPrimaryByHandAsync("anna");

    /// <summary>
    /// Accepts the incident of a primary that is back and is used without a standby for good: that is told to a person too, if it is seen
    /// long enough.
    /// </summary>
    protected override bool OtherEndedWell(IncidentRecord incident) =>
        base.OtherEndedWell(incident)
            || incident is { Outcome: IncidentOutcome.Escalated, Diagnosis: FailureKind.StandbyUnhealthy, Actions: [] };

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        bool isRefused = seen.Incident is { Outcome: IncidentOutcome.Escalated, Actions: [], NextStep: not null } ended
            && ended.Reason.Contains("must not be failed over: the standby is", StringComparison.Ordinal);
        yield return new($"Incident says why it does not fail over, and what to do: {seen.Incident?.Reason}", isRefused);
    }
}
