using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.Stories;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios;

/// <summary>A fault, and what must be seen after it.</summary>
public interface IScenario
{
    /// <summary>The name, as given to <c>--scenario</c>.</summary>
    string Name { get; }

    /// <summary>One line for people.</summary>
    string Title { get; }

    /// <summary>Says what the twin must be made of. The same as for everyone, by default.</summary>
    /// <param name="options">What it would be made of.</param>
    TwinOptions Prepare(TwinOptions options) => options;

    /// <summary>Does the fault to a healthy twin and judges what followed.</summary>
    /// <param name="twin">A twin of its own, just started.</param>
    /// <param name="story">Where to tell what happens.</param>
    /// <param name="ct">Ends the run.</param>
    Task<DrillReport> RunAsync(Twin twin, Story story, CancellationToken ct);
}

/// <summary>Every scenario there is.</summary>
public static class ScenarioCatalog
{
    /// <summary>All of them, in the order in which they are run.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new InstanceCrash.InstanceCrashScenario(),
        new InstanceHang.InstanceHangScenario(),
        new InstanceSlow.InstanceSlowScenario(),
        new InstanceFlapping.InstanceFlappingScenario(),
        new InstanceDiesAgain.InstanceDiesAgainScenario(),
        new InstancePoisoned.InstancePoisonedScenario(),
        new InstanceUnrepairable.InstanceUnrepairableScenario(),
        new FleetBadDeploy.FleetBadDeployScenario(),
        new ZoneOutage.ZoneOutageScenario(),
        new OneInstanceStack.OneInstanceStackScenario(),
        new TwoAtOnce.TwoAtOnceScenario(),
        new AlertStorm.AlertStormScenario(),
        new AlertLost.AlertLostScenario(),
        new AlertLate.AlertLateScenario(),
        new AlertsWithoutFault.AlertsWithoutFaultScenario(),
        new ResolvedBeforeAction.ResolvedBeforeActionScenario(),
        new ControlPlaneThrottled.ControlPlaneThrottledScenario(),
        new OperationStuck.OperationStuckScenario(),
        new OperationFails.OperationFailsScenario(),
        new CapacityRefused.CapacityRefusedScenario(),
        new DeployInProgress.DeployInProgressScenario(),
        new Paused.PausedScenario(),
        new AutomationCrash.AutomationCrashScenario(),
        new OperatorOverride.OperatorOverrideScenario(),
        new ApproveTimeout.ApproveTimeoutScenario(),
        new DatabaseCrash.DatabaseCrashScenario(),
        new DatabaseHang.DatabaseHangScenario(),
        new DatabaseReadOnly.DatabaseReadOnlyScenario(),
        new DatabaseDiskFull.DatabaseDiskFullScenario(),
        new DatabaseSlow.DatabaseSlowScenario(),
        new DatabasePartition.DatabasePartitionScenario(),
        new WebTierPartition.WebTierPartitionScenario(),
        new StandbyDead.StandbyDeadScenario(),
        new StandbyLagging.StandbyLaggingScenario(),
        new PlatformFailsOver.PlatformFailsOverScenario(),
        new PlatformLate.PlatformLateScenario(),
        new GracefulFailover.GracefulFailoverScenario(),
        new FailoverFails.FailoverFailsScenario(),
        new FailoverTwice.FailoverTwiceScenario(),
        new StalePools.StalePoolsScenario(),
        new LyingReadOnly.LyingReadOnlyScenario(),
        new DatabaseAndInstance.DatabaseAndInstanceScenario(),
        new SplitBrainAttempt.SplitBrainAttemptScenario(),
    ];

    /// <summary>Those whose name matches a pattern; <c>*</c> stands for anything.</summary>
    /// <param name="pattern">A name, or a pattern such as <c>instance-*</c>.</param>
    /// <exception cref="ArgumentException">None matches; the message names all.</exception>
    public static IReadOnlyList<IScenario> Matching(string pattern)
    {
        IScenario[] found = [.. All.Where(scenario => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, scenario.Name))];
        return found.Length > 0 ? found
            : throw new ArgumentException($"There is no scenario '{pattern}'. There are: {string.Join(", ", All.Select(scenario => scenario.Name))}.");
    }
}
