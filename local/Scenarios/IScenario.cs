using Steadfast.Local.Scenarios.Alerts;
using Steadfast.Local.Scenarios.Cache;
using Steadfast.Local.Scenarios.Database;
using Steadfast.Local.Scenarios.Files;
using Steadfast.Local.Scenarios.Instances;
using Steadfast.Local.Scenarios.Lying;
using Steadfast.Local.Scenarios.People;
using Steadfast.Local.Scenarios.Platform;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Scenarios.SignIn;
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

    /// <summary>Sentences that say what must be seen after the fault. The report has the results, with figures.</summary>
    IReadOnlyList<string> Promises => [];

    /// <summary>Says what the twin must be made of. The same as for everyone, by default.</summary>
    TwinOptions Prepare(TwinOptions options) => options;

    /// <summary>Does the fault to a healthy twin and judges what followed.</summary>
    Task<DrillReport> RunAsync(Twin twin, Story log, CancellationToken ct);
}

/// <summary>Every scenario there is.</summary>
public static class ScenarioCatalog
{
    /// <summary>All of them, in the order in which they are run.</summary>
    public static IReadOnlyList<IScenario> All { get; } =
    [
        new InstanceCrashScenario(),
        new InstanceHangScenario(),
        new InstanceSlowScenario(),
        new InstanceFlappingScenario(),
        new InstanceDiesAgainScenario(),
        new InstancePoisonedScenario(),
        new InstanceUnrepairableScenario(),
        new FleetBadDeployScenario(),
        new ZoneOutageScenario(),
        new OneInstanceStackScenario(),
        new TwoAtOnceScenario(),
        new AlertStormScenario(),
        new AlertLostScenario(),
        new AlertLateScenario(),
        new AlertsWithoutFaultScenario(),
        new ResolvedBeforeActionScenario(),
        new ControlPlaneThrottledScenario(),
        new OperationStuckScenario(),
        new OperationFailsScenario(),
        new CapacityRefusedScenario(),
        new InstancesMissingScenario(),
        new DeployInProgressScenario(),
        new PausedScenario(),
        new LeaseHeldScenario(),
        new AbortedScenario(),
        new AutomationCrashScenario(),
        new AutomationKilledInRestartScenario(),
        new AutomationKilledInReplacementScenario(),
        new AutomationKilledInFailoverScenario(),
        new OperatorOverrideScenario(),
        new OperatorEndsScenario(),
        new ApproveTimeoutScenario(),
        new DatabaseCrashScenario(),
        new DatabaseCrashCachedScenario(),
        new DatabaseHangScenario(),
        new DatabaseReadOnlyScenario(),
        new DatabaseDiskFullScenario(),
        new DatabaseSlowScenario(),
        new DatabasePartitionScenario(),
        new WebTierPartitionScenario(),
        new StandbyDeadScenario(),
        new StandbyLaggingScenario(),
        new StandbyDegradedScenario(),
        new PlatformFailsOverScenario(),
        new PlatformLateScenario(),
        new GracefulFailoverScenario(),
        new FailoverFailsScenario(),
        new FailoverTwiceScenario(),
        new StalePoolsScenario(),
        new DatabaseAndInstanceScenario(),
        new SplitBrainAttemptScenario(),
        new CacheCrashScenario(),
        new CacheSlowScenario(),
        new CacheFullScenario(),
        new CacheFailoverScenario(),
        new FilesAwayScenario(),
        new SignInProviderAwayScenario(),
        .. LyingCatalog.All,
    ];

    /// <summary>Those whose name matches a pattern; <c>*</c> stands for anything.</summary>
    /// <param name="pattern">A name, or a pattern such as <c>instance-*</c>.</param>
    /// <exception cref="ArgumentException">None matches; the message names all.</exception>
    public static IReadOnlyList<IScenario> Matching(string pattern)
    {
        IScenario[] found = [
            .. All.Where(scenario => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, scenario.Name))];
        return found.Length > 0 ? found
            : throw new ArgumentException(
                $"There is no scenario '{pattern}'. There are: {string.Join(", ", All.Select(scenario => scenario.Name))}.");
    }
}
