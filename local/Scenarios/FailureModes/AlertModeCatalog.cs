
using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>Work of a person after an alert, by rule. A rule without a row fails the build's tests.</summary>
public static class AlertModeCatalog
{
    private const string WithoutFault = "alerts-without-fault";

    private const string FollowTheIncident =
        "Follow the incident: `GET /api/incidents?state=open`. Act only when it is escalated or refused.";

    private const string StandbyIsWeak =
        "`GET /api/database` says what is known of it. Portal, database server, *High availability*: wait until the standby is Healthy, or "
            + "take high availability off and on again, which builds a new standby. "
        + "Plan nothing until then that needs a failover.";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AlertMode> All { get; } =
    [
        new("lb-probe-down", [FailureKind.InstanceUnresponsive, FailureKind.InstanceFailing, FailureKind.DatabaseUnavailable],
            ["instance-crash", "instance-hang", "instance-slow", "instance-dies-again", "instance-poisoned", "instance-unrepairable", "one-instance-stack", "two-at-once",
                "alert-storm", "alert-late", "resolved-before-action"],
            FollowTheIncident),
        new("lb-data-path-down", [FailureKind.FleetFailing], ["fleet-bad-deploy"],
            $"The site is down. {FollowTheIncident} Look at the same time for what all servers share: the last deployment, the balancer's "
                + "rule, the network."),
        new("vm-availability", [FailureKind.InstanceUnresponsive, FailureKind.ZoneFailing], [], FollowTheIncident),
        new("resource-health", [FailureKind.InstanceUnresponsive, FailureKind.ZoneFailing, FailureKind.Healthy], [WithoutFault],
            $"{FollowTheIncident} Portal, *Resource health*, says what the platform knows of it."),
        new(
            "mysql-ha-io", [FailureKind.StandbyUnhealthy, FailureKind.DatabaseUnavailable], ["database-crash", "standby-dead"],
            StandbyIsWeak),
        new("mysql-ha-sql", [FailureKind.StandbyUnhealthy], ["standby-dead"], StandbyIsWeak),
        new("mysql-resource-health", [FailureKind.DatabaseUnavailable, FailureKind.PlatformRecovering, FailureKind.Healthy], ["platform-fails-over", "graceful-failover"],
            $"{FollowTheIncident} Portal, *Resource health*, says whether it is planned."),
        new(
            "mysql-cpu", [], [WithoutFault],
            "Portal, database server, *Query Performance Insight*: end or mend what is slow, or choose a larger size."),
        new("mysql-storage", [], [WithoutFault],
            "`az mysql flexible-server update --storage-size N` before it is full: a full server takes no more writes. Storage can be made "
                + "larger, never smaller."),
        new("mysql-connections", [], [WithoutFault],
            "`SHOW PROCESSLIST` says who holds them. Restart the holder: `POST /api/instances/{id}/restart` when it is one web server "
                + "whose pool leaks."),
        new("mysql-replica-io", [], [], "Readers see old data. Portal, the replica, *Replication*: restart it, or make it anew."),
        new("nat-connections-failed", [], [], "Ports for connections to the outside are used up: give the NAT gateway another public "
            + "address, and look for who opens so many."),
        new("edge-origin-down", [], [],
            "Front Door does not reach the stack although its balancer may be well: look at the private link or the firewall between them, "
                + "and at the health probe of the origin group."),
        new(
            "autoscale-failed", [], [],
            "Portal, scale set, *Scaling*, *Run history* says why; often the quota of the region: raise it, or choose another size."),
        new(
            "service-health", [], [],
            "Portal, *Service health*: read what Azure says, and wait or move. The automation goes on as far as it can."),
        new("automation-silent", [], [],
            "Real alerts may not come either. Is the Function App up: portal, Function App, *Log stream*. Does the action group still have "
                + "the address and key of the function "
            + "`Alerts`: `azd hooks run postdeploy` wires them again. The watchdog finds faults without alerts as long as the app runs."),
        new("automation-failing", [], [],
            "Portal, Application Insights, *Failures*. Open incidents go on by themselves once the cause is gone; what was escalated "
                + "meanwhile is in `GET /api/incidents?state=escalated`."),
        new("synthetic-alert", [], [WithoutFault],
            "Nothing: it comes at regular times. `GET /api/automation` shows when it came last and how long it took, as `syntheticAlert`."),
    ];
}
