namespace Steadfast.Functions.Incidents;

/// <summary>Holds the runbook of every diagnosis. A diagnosis without one fails the tests.</summary>
public static class Runbooks
{
    private const string LookAtDatabase =
        "Repair no web server for it. `GET /api/database` shows it as every observer sees it, and why it could not be failed over; "
        + "`POST /api/database/failover` with `\"dryRun\": true` says what would be done. Portal, database server, *Resource health*, says "
        + "what the platform knows.";

    private const string ShowDatabase = "GET /api/database";
    private const string Restart = "POST /api/instances/{id}/restart";
    private const string Ladder = "Restarts it, then reimages it, then replaces it; each step is verified before the next.";
    private const string Waits = "Waits, and asks a person when it lasts.";
    private const string FailsOver = "Fails over when checks in a row agree and the standby can take over; then verifies with a write.";

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<Runbook> All { get; } =
    [
        new(FailureKind.Healthy,
            "The target serves.", "Nothing.",
            "Nothing to do unless clients still complain.",
            "Nothing. When clients complain all the same, ask the instance itself: its page says which instance served it, its `/status` "
                + "what it sees of the database.",
            ""),
        new(FailureKind.InstanceUnresponsive,
            "A web server gives no HTTP answer, by at least two observers.", Ladder,
            "Read its boot log in the portal, then order the next repair.",
            "`POST /api/instances/{id}/restart`, then `reimage`, then `replace`. Evidence of what was lost: `GET "
                + "/api/incidents/{id}/evidence/1`, and the boot log in the portal.",
            Restart),
        new(FailureKind.InstanceFailing,
            "A web server answers, but not with 200, by at least two observers.", Ladder,
            "Read the answers of its /healthz and /status; deploy a mended version if its code is at fault.",
            "Read what it answers: `/healthz` and `/status` of the instance, and its log. `POST /api/instances/{id}/restart` when its "
                + "state is at fault; a new version of the application when its code is.",
            Restart),
        new(FailureKind.InstanceFlapping,
            "A web server has stopped and begun to serve several times within ten minutes.", Ladder,
            "Replace the instance, and look for what comes and goes with it: memory, a noisy neighbor, a slow disk.",
            "`POST /api/instances/{id}/replace` when a restart and a reimage have not helped; look for what comes and goes with it: "
                + "memory, a noisy neighbor, a slow disk.",
            "POST /api/instances/{id}/replace"),
        new(FailureKind.InstanceGone,
            "The web server is not in the scale set any more.", "Nothing.",
            "Nothing to do; the activity log of the scale set says who took it away.",
            "Nothing: somebody or autoscale took it away. When nobody should have, the activity log of the scale set says who did.", ""),
        new(FailureKind.FleetFailing,
            "More than half of the web servers, and at least two, are down: the cause is probably shared.",
            "Repairs one of them as a test; only when that helps, the others one by one.",
            "Check what all web servers share: the last deployment, the database, the load balancer.",
            "Repairing servers one by one will not help. Look for what they share: the last deployment (take it back), the database, the "
                + "balancer's rule, a certificate, a name that does not resolve. The rest are repaired one by one as soon as the repair of "
                + "one has helped.",
            "az deployment group list"),
        new(FailureKind.ZoneFailing,
            "Every web server of one availability zone, and at least two, are down; those of the other zones serve.",
            "Waits for the zone, and asks a person when it does not come back. After that it repairs one of its web servers as a test.",
            "Check Service health for the zone; raise the capacity if the other zones cannot carry the load.",
            "Wait for the zone: portal, *Service health*. When the other zones cannot carry the load, raise the number of instances: "
                + "`az vmss scale --new-capacity N`. `POST /api/instances/{id}/replace` once the zone is back, for what does not come up "
                + "by itself.",
            "az vmss scale --new-capacity N"),
        new(FailureKind.DatabaseUnavailable,
            "Two kinds of observers cannot use the database.", FailsOver,
            "Check GET /api/database, then order POST /api/database/failover if the standby is Healthy.", LookAtDatabase, ShowDatabase),
        new(FailureKind.DatabaseReadOnly,
            "The database can be reached and takes no writes.", FailsOver,
            "Check GET /api/database and the storage: a full disk makes the database read-only.",
            $"{LookAtDatabase} A full storage makes it read-only too: `az mysql flexible-server update --storage-size N`.",
            "az mysql flexible-server update --storage-size N"),
        new(FailureKind.DatabaseUnreachableFromHere,
            "The web servers use the database; only the automation cannot reach it.", Waits,
            "Check the way from the Function App to the database: subnet, private DNS zone, network security groups.",
            "Clients are served, and the automation could not fail it over well. Look at the way from the Function App to the database: "
                + "its subnet, the private DNS zone, network security groups.",
            ShowDatabase),
        new(FailureKind.DatabaseUnreachableFromWebTier,
            "Only the web servers cannot use the database; the automation reaches it.", Waits,
            "Check the way from the web servers to the database: subnet, private DNS zone, network security groups, sign-in.",
            "A failover would not help. Look at the way from the web servers to the database: their subnet, the private DNS zone, network "
                + "security groups; and at what they sign in with.",
            ShowDatabase),
        new(FailureKind.DatabaseSlow,
            "The web servers use the database, but it answers late.", Waits,
            "Open Query Performance Insight and end what is slow, or choose a larger size.",
            "Portal, database server, *Query Performance Insight*: end or mend what is slow, or choose a larger size.", ShowDatabase),
        new(FailureKind.StandbyUnhealthy,
            "The database works, but no standby could take over.", Waits,
            "Check High availability of the database server; take it off and on again if the standby does not become Healthy.",
            "Portal, database server, *High availability*: wait until the standby is Healthy, or take high availability off and on again, "
                + "which builds a new standby.",
            ShowDatabase),
        new(FailureKind.StaleConnections,
            "The database takes writes, but some web servers cannot write: they hold on to old connections.",
            "After a failover restarts these web servers one by one; otherwise waits.",
            "Restart each web server that cannot write, one after the other.",
            "`POST /api/instances/{id}/restart` for each instance that still fails on the database although others use it, one after the "
                + "other.",
            Restart),
        new(FailureKind.PlatformRecovering,
            "Azure is changing the target at this moment.",
            "Waits for Azure, and asks a person when it lasts; a database that stays down is failed over.",
            "Check the state of the resource in the portal; open a support request if an operation never ends.",
            "Wait; a second operation would only queue behind the first. When it lasts: portal, scale set, *Instances*, the state of the "
            + "instance; an operation that never ends needs a support request.", "az vmss get-instance-view"),
        new(FailureKind.DeploymentInProgress,
            "A rolling upgrade of the scale set is running.", Waits,
            "Check the rolling upgrade; cancel it if it is stuck.",
            "Wait for the deployment, or end it: `az vmss rolling-upgrade cancel`. The repair follows by itself.",
            "az vmss rolling-upgrade cancel"),
        new(FailureKind.Unobservable,
            "Too few observers agree, or the platform cannot be read.", Waits,
            "Check the role of the Function App, throttling of Azure Resource Manager, and the network to what could not be read.",
            "Find out which observer is blind: the sentence names what it could not read. The probe metric comes late after a new start; "
                + "the scale set cannot be read when the Function App's identity lacks its role or ARM is throttled; instances cannot be "
                + "asked when the network between is cut.",
            "GET /api/automation"),
    ];

    /// <summary>Finds the runbook of a diagnosis.</summary>
    public static Runbook Of(FailureKind diagnosis) => All.First(runbook => runbook.Diagnosis == diagnosis);

    /// <summary>Tells the first step of a person after a diagnosis, with the page that says more.</summary>
    public static string NextStep(FailureKind diagnosis) => $"{Of(diagnosis).NextStep} See {Of(diagnosis).Page}.";
}

/// <summary>
/// Describes a diagnosis to people. It goes along with every notice that needs a person, and docs/failure-modes.md is made of it.
/// </summary>
/// <param name="Diagnosis">The diagnosis.</param>
/// <param name="Means">What is wrong.</param>
/// <param name="Automation">What Steadfast does about it.</param>
/// <param name="NextStep">What a person does first, in one short sentence.</param>
/// <param name="ByHand">All that a person can do.</param>
/// <param name="Command">A command or request to begin with; empty when there is nothing to do.</param>
public sealed record Runbook(FailureKind Diagnosis, string Means, string Automation, string NextStep, string ByHand, string Command)
{
    /// <summary>Gets the page in this repository, with its anchor.</summary>
    public string Page => $"docs/failure-modes.md#{Diagnosis.ToString().ToLowerInvariant()}";
}
