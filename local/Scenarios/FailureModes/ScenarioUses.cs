using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Lying;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>Failure modes by scenario. Every scenario stands here once.</summary>
public static class ScenarioUses
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScenarioUse> All { get; } =
    [
        new("instance-crash", [FailureKind.InstanceUnresponsive]),
        new("instance-hang", [FailureKind.InstanceUnresponsive]),
        new("instance-slow", [FailureKind.InstanceUnresponsive]),
        new("instance-flapping", [FailureKind.InstanceFlapping]),
        new("instance-dies-again", [FailureKind.InstanceUnresponsive]),
        new("instance-poisoned", [FailureKind.InstanceUnresponsive]),
        new("instance-unrepairable", [FailureKind.InstanceUnresponsive]),
        new("fleet-bad-deploy", [FailureKind.FleetFailing], RefusalKind.Storm, RefusalKind.StormCanaryFailed),
        new("zone-outage", [FailureKind.ZoneFailing]),
        new("one-instance-stack", [FailureKind.InstanceUnresponsive]),
        new("two-at-once", [FailureKind.InstanceUnresponsive], RefusalKind.BudgetSpent),
        new("alert-storm", [FailureKind.FleetFailing], RefusalKind.Storm, RefusalKind.StormCanaryFailed),
        new("alert-late", [FailureKind.Healthy]),
        new("alerts-without-fault", [FailureKind.Healthy]),
        new("alert-lost", [FailureKind.InstanceUnresponsive]),
        new("resolved-before-action", [FailureKind.PlatformRecovering]),
        new("control-plane-throttled", [FailureKind.InstanceUnresponsive]),
        new("operation-stuck", [FailureKind.InstanceUnresponsive, FailureKind.PlatformRecovering]),
        new("operation-fails", [FailureKind.InstanceUnresponsive]),
        new("capacity-refused", [FailureKind.InstanceUnresponsive]),
        new("instances-missing", [FailureKind.Healthy]),
        new("deploy-in-progress", [FailureKind.DeploymentInProgress]),
        new("paused", [FailureKind.InstanceUnresponsive], RefusalKind.Paused),
        new("lease-held", [FailureKind.InstanceUnresponsive], RefusalKind.LeaseHeld),
        new("aborted", [FailureKind.InstanceUnresponsive]),
        new("automation-crash", [FailureKind.InstanceUnresponsive]),
        new("automation-killed-in-restart", [FailureKind.InstanceUnresponsive]),
        new("automation-killed-in-replacement", [FailureKind.InstanceUnresponsive]),
        new("automation-killed-in-failover", [FailureKind.DatabaseUnavailable]),
        new("operator-override", [FailureKind.InstanceUnresponsive]),
        new("operator-ends", [FailureKind.InstanceUnresponsive]),
        new("approve-timeout", [FailureKind.InstanceUnresponsive]),
        new("database-crash", [FailureKind.DatabaseUnavailable]),
        new("database-crash-cached", [FailureKind.DatabaseUnavailable]),
        new("database-hang", [FailureKind.DatabaseUnavailable]),
        new("database-read-only", [FailureKind.DatabaseReadOnly]),
        new("database-disk-full", [FailureKind.DatabaseReadOnly]),
        new("database-slow", [FailureKind.DatabaseSlow]),
        new("database-partition", [FailureKind.DatabaseUnreachableFromHere]),
        new("web-tier-partition", [FailureKind.DatabaseUnreachableFromWebTier]),
        new("standby-dead", [FailureKind.StandbyUnhealthy, FailureKind.DatabaseUnavailable]),
        new("standby-lagging", [FailureKind.DatabaseUnavailable]),
        new("standby-degraded", [FailureKind.DatabaseUnavailable]),
        new("platform-fails-over", [FailureKind.PlatformRecovering]),
        new("platform-late", [FailureKind.PlatformRecovering]),
        new("graceful-failover", [FailureKind.Healthy]),
        new("failover-fails", [FailureKind.DatabaseUnavailable]),
        new("failover-twice", [FailureKind.DatabaseUnavailable], RefusalKind.CoolingDown),
        new("stale-pools", [FailureKind.DatabaseUnavailable, FailureKind.StaleConnections]),
        new("lying-read-only", [FailureKind.DatabaseUnreachableFromWebTier]),
        new("database-and-instance", [FailureKind.DatabaseUnavailable, FailureKind.InstanceUnresponsive]),
        new("split-brain-attempt", [FailureKind.DatabaseUnavailable]),
        new("cache-crash", [FailureKind.Healthy]),
        new("cache-slow", [FailureKind.Healthy]),
        new("cache-full", [FailureKind.Healthy]),
        new("cache-failover", [FailureKind.Healthy]),
        new("files-away", [FailureKind.Healthy]),
        new("signin-provider-away", [FailureKind.Healthy]),
        .. LyingCatalog.All.OfType<LyingScenario>().Select(lying => new ScenarioUse(lying.Name, [lying.Shows])),
        .. LyingCatalog.All.OfType<LyingDatabaseScenario>().Select(lying => new ScenarioUse(lying.Name, [lying.Shows])),
    ];

    /// <summary>The scenarios in which a diagnosis is made; those in which something is told that is not so are named as one.</summary>
    public static IEnumerable<string> Of(FailureKind kind) => All.Where(use => use.Kinds.Contains(kind))
        .Select(use => use.Scenario.StartsWith(LyingCatalog.Prefix, StringComparison.Ordinal) ? $"{LyingCatalog.Prefix}*" : use.Scenario)
            .Distinct();

    /// <summary>The scenarios in which a refusal is given.</summary>
    public static IEnumerable<string> Of(RefusalKind kind) => All.Where(use => use.Refusals.Contains(kind)).Select(use => use.Scenario);
}
