using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Database;

/// <summary>The platform sees the dead primary and fails over by itself. The automation sees that, and keeps its hands off.</summary>
public sealed class PlatformFailsOverScenario : DatabaseScenario
{
    /// <inheritdoc/>
    public override string Name => "platform-fails-over";

    /// <inheritdoc/>
    public override string Title => "the primary is killed and the platform fails over by itself";

    /// <inheritdoc/>
    protected override DatabaseEnding Expected => new(IncidentOutcome.NoAction, FailureKind.PlatformRecovering);

    /// <inheritdoc/>
    protected override PlatformFailover Platform => PlatformFailover.On;

    /// <inheritdoc/>
    protected override TwinOptions Adapt(TwinOptions options) => (options with
    {
        // Long enough that the automation sees it at work, on a busy machine too.
        Pace = options.Pace with { Plane = options.Pace.Plane with { PlatformFailoverDelay = TimeSpan.FromSeconds(2) } },
    })
        .WithTime("Database__PlatformDeadline", TimeSpan.FromSeconds(15))
        // The platform needs up to 500 ms to begin: it must be first, and not a matter of milliseconds.
        .WithTime("Database__CheckInterval", TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    protected override Task InjectFaultAsync(DatabaseDrill drill)
    {
        drill.CrashPrimary();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Expectation> Further(DatabaseDrillResult seen)
    {
        int count = seen.Drill.PlatformOperations.Count;
        yield return new($"the platform has failed over by itself, once: {count}", count == 1);
    }
}
