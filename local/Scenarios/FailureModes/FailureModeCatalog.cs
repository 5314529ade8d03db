
using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>What a person does about each diagnosis. A diagnosis without a row fails the build's tests.</summary>
public static class FailureModeCatalog
{
    private const string LookAtDatabase =
        "Repair no web server for it. `GET /api/database` shows it as every observer sees it, and why it could not be failed over; "
        + "`POST /api/database/failover` with `\"dryRun\": true` says what would be done. Portal, database server, *Resource health*, says what the platform knows.";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FailureMode> All { get; } =
    [
        new(FailureKind.Healthy,
            "Nothing. When clients complain all the same, ask the instance itself: its page says which instance served it, its `/status` what it sees of the database."),
        new(FailureKind.InstanceUnresponsive,
            "`POST /api/instances/{id}/restart`, then `reimage`, then `replace`. Evidence of what was lost: `GET /api/incidents/{id}/evidence/1`, and the boot log in the portal."),
        new(FailureKind.InstanceFailing,
            "Read what it answers: `/healthz` and `/status` of the instance, and its log. `POST /api/instances/{id}/restart` when its state is at fault; "
            + "a new version of the application when its code is."),
        new(FailureKind.InstanceFlapping,
            "`POST /api/instances/{id}/replace` when a restart and a reimage have not helped; look for what comes and goes with it: memory, a noisy neighbor, a slow disk."),
        new(FailureKind.InstanceGone,
            "Nothing: somebody or autoscale took it away. When nobody should have, the activity log of the scale set says who did."),
        new(FailureKind.FleetFailing,
            "Repairing servers one by one will not help. Look for what they share: the last deployment (take it back), the database, the balancer's rule, a certificate, "
            + "a name that does not resolve. The rest are repaired one by one as soon as the repair of one has helped."),
        new(FailureKind.ZoneFailing,
            "Wait for the zone: portal, *Service health*. When the other zones cannot carry the load, raise the number of instances: "
            + "`az vmss scale --new-capacity N`. `POST /api/instances/{id}/replace` once the zone is back, for what does not come up by itself."),
        new(FailureKind.DatabaseUnavailable, LookAtDatabase),
        new(FailureKind.DatabaseReadOnly, $"{LookAtDatabase} A full storage makes it read-only too: `az mysql flexible-server update --storage-size N`."),
        new(FailureKind.DatabaseUnreachableFromHere,
            "Clients are served, and the automation could not fail it over well. Look at the way from the Function App to the database: its subnet, the private DNS zone, network security groups."),
        new(FailureKind.DatabaseUnreachableFromWebTier,
            "A failover would not help. Look at the way from the web servers to the database: their subnet, the private DNS zone, network security groups; and at what they sign in with."),
        new(FailureKind.DatabaseSlow, "Portal, database server, *Query Performance Insight*: end or mend what is slow, or choose a larger size."),
        new(FailureKind.StandbyUnhealthy,
            "Portal, database server, *High availability*: wait until the standby is Healthy, or take high availability off and on again, which builds a new standby."),
        new(FailureKind.StaleConnections,
            "`POST /api/instances/{id}/restart` for each instance that still fails on the database although others use it, one after the other."),
        new(FailureKind.PlatformRecovering,
            "Wait; a second operation would only queue behind the first. When it lasts: portal, scale set, *Instances*, the state of the instance; "
            + "an operation that never ends needs a support request."),
        new(FailureKind.DeploymentInProgress,
            "Wait for the deployment, or end it: `az vmss rolling-upgrade cancel`. The repair follows by itself."),
        new(FailureKind.Unobservable,
            "Find out which observer is blind: the sentence names what it could not read. The probe metric comes late after a new start; the scale set cannot be read "
            + "when the Function App's identity lacks its role or ARM is throttled; instances cannot be asked when the network between is cut."),
    ];
}
