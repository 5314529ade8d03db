using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>
/// The platform takes the failover up and does not get it done for long. The automation says so and asks for no second one, onto a standby
/// that is being put in place already.
/// </summary>
public sealed class PlatformLateScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "platform-late";

    /// <inheritdoc/>
    public override string Title => "the primary is killed and the platform takes very long to fail over";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.NoAction, FailureKind.PlatformRecovering);

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(7);

    /// <inheritdoc/>
    protected override PlatformFailover Platform => PlatformFailover.On;

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => (options with
    {
        Pace = options.Pace with { Plane = options.Pace.Plane with { PlatformFailoverDelay = Delay, DatabaseMachineRestart = 10 * Delay } },
    }).With("Database__ChecksNeeded", "5").With("Database__PlatformDeadline", "00:00:02");

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashPrimary();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        bool told = seen.All.HasTold("Azure is failing over to the standby already");
        yield return new($"after a deadline it says why it asks for no failover: {(told ? "yes" : "no")}", told);
        int count = seen.Drill.PlatformOperations.Count;
        yield return new($"there was one failover, that of the platform: {count}", count == 1);
    }
}
