using System.Globalization;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Guard;

/// <summary>
/// Writes the sentences of the guard: why it refuses an action, with its numbers and until when, what people have changed, and which
/// incidents are given up. Pure.
/// </summary>
public static class GuardText
{
    internal static string Paused(AutomationPause pause, DateTime now)
    {
        string paused = $"Automation paused by {pause.By} ({pause.Reason})";
        if (pause.Until is { } until)
        {
            return $"{paused} until {Moment(until, now)}";
        }

        return $"{paused} until a person resumes it";
    }

    internal static string LeaseHeld(DeploymentLease lease, DateTime now) =>
        $"Deployment lease held by {lease.Owner} until {Moment(lease.Until, now)}, or until it is released";

    internal static Statement Resumed(string by, bool isRearmed) =>
        $"Automation resumed by {by}{(isRearmed ? ", with its breakers closed" : "")}";

    internal static Statement LeaseNotGiven(string owner, DeploymentLease held, DateTime now) =>
        new($"Deployment lease not given to {owner}", $"{held.Owner} holds the lease until {Moment(held.Until, now)}")
        {
            Instruction = $"Wait until {held.Owner} releases the lease (POST /api/lease with \"release\": true) or the lease runs out.",
        };

    internal static Statement LeaseReleased(string owner) => $"Deployment lease released by {owner}";

    internal static Statement LeaseNotReleased(string owner, DeploymentLease held, DateTime now) =>
        new($"Deployment lease not released by {owner}", $"{held.Owner} holds the lease until {Moment(held.Until, now)}")
        {
            Instruction = "Release the lease in the name of its owner (POST /api/lease).",
        };

    /// <summary>Says that an open incident which does not run is given up.</summary>
    /// <param name="what">What is the matter with the incident, as a clause without a subject.</param>
    internal static Statement GivenUp(string incidentId, string what) =>
        new($"Incident {incidentId} {what}, so its key is free again, and the next signal or look opens another")
        {
            Instruction = $"GET /api/incidents/{incidentId} shows how far the incident came.",
        };

    internal static Statement ResumedIncident(string incidentId) =>
        new($"Incident {incidentId} is suspended, so nothing is done about its target; the watchdog resumes the incident now")
        {
            Instruction = "To hold the automation back instead, pause the automation: POST /api/automation/pause.",
        };

    internal static Statement RefusedForLong(OngoingRefusal refused) =>
        new($"{refused.Refusal.Reason} (refused {refused.Count} times since {Date(refused.Since)})")
        {
            Instruction = ToLift(refused.Refusal.Kind),
        };

    internal static Statement LeaseExpired(DeploymentLease lease) =>
        new($"Deployment lease of {lease.Owner} ran out at {Date(lease.Until)} and was not released")
        {
            Instruction = "See whether the deployment still runs, and have the pipeline release the lease at its end.",
        };

    internal static string BreakerOpen(bool isOfDatabase, int failures) =>
        $"Breaker open: {(isOfDatabase ? "failing the database over" : "acting on web servers")} did not help {failures} times in a row";

    internal static string CoolingDown(PermitRequest request, DateTime until) =>
        $"{Name(request)} is in cool-down after its last incident until {Moment(until, request.Now)}";

    internal static string TargetBusy(PermitRequest request, Permit other)
    {
        if (other.Left is not null)
        {
            return StillRuns(other, request.Now);
        }

        return $"{Name(request)} is busy: another incident ({other.Action.Name()}, {other.AskedBy}) acts on it";
    }

    internal static string OneReplacement(PermitRequest request, Permit other) =>
        $"Instance {other.Target} is being replaced, and one is replaced at a time{IfLeft(other, request.Now)}";

    internal static string BudgetSpent(PermitRequest request, IReadOnlyCollection<Permit> inRepair, int budget) =>
        $"Repair budget used up: {inRepair.Count} of at most {budget} instances are in repair "
        + $"({string.Join(", ", inRepair.Select(permit => permit.Target).Order(StringComparer.Ordinal).Take(10))})"
        + IfLeft(inRepair.OrderBy(permit => permit.VoidAt).FirstOrDefault(permit => permit.Left is not null), request.Now);

    // The incident is over, and only the watchdog asks how far the platform is: what is known here is when its time is over.
    private static string StillRuns(Permit permit, DateTime now) =>
        $"{Statement.Capital(permit.Action.Name())} of {Name(permit.Target)} may still run on the platform since "
        + $"{Moment(permit.Left!.Since, now)}: incident {permit.IncidentId}, which asked for the {permit.Action.Name()}, "
        + $"{permit.Left.How}; free at {Moment(permit.VoidAt, now)} at the latest";

    private static string IfLeft(Permit? permit, DateTime now)
    {
        if (permit?.Left is null)
        {
            return "";
        }

        return $". {StillRuns(permit, now)}";
    }

    internal static string BelowFloor(PermitRequest request, int left, int floor) =>
        $"Floor reached: {request.Action.Name()} of instance {request.Target} would leave {left} of {request.Total} instances serving, "
        + $"and {floor} must";

    internal static string CanaryFailed(Storm storm) =>
        $"{Many(storm)}, and repairing instance {storm.CanaryTarget} as a test did not help";

    internal static string CanaryTried(Storm storm) => $"{Many(storm)}; instance {storm.CanaryTarget} is repaired first, as a test";

    internal static string OneByOne(Storm storm, PermitRequest request, Permit other) =>
        $"{Many(storm)}; repairs run one by one, now instance {other.Target}{IfLeft(other, request.Now)}";

    internal static string EndedBy(string by) => $"Incident ended by {by}";

    internal const string NoPermit = "Permit missing: the guard knows of none for this action";

    /// <summary>Advises how to lift a refusal, with a full stop.</summary>
    public static string ToLift(RefusalKind kind) => kind switch
    {
        RefusalKind.Paused => "POST /api/automation/resume ends the pause.",
        RefusalKind.LeaseHeld => "POST /api/lease with \"release\": true ends the lease once the deployment is over.",
        RefusalKind.BreakerOpen => "Find out why acting did not help, then POST /api/automation/resume with \"rearm\": true.",
        RefusalKind.BelowFloor => "Add instances, or order the action with \"force\": true.",
        RefusalKind.BudgetSpent => "Wait for the other repair, or order the action with \"force\": true.",
        RefusalKind.TargetBusy => "Wait until the other action has ended; POST /api/incidents/{id}/abort ends an incident that is open.",
        RefusalKind.StormCanaryFailed => "Mend the shared cause; see docs/failure-modes.md#fleetfailing.",
        _ => "Wait, or order the action: an order is not bound by this.",
    };

    private static string Many(Storm storm) => $"Most web servers are down ({storm.Sick} of {storm.Total})";

    private static string Name(PermitRequest request) => Statement.Capital(Name(request.Target));

    private static string Name(string target)
    {
        if (target == GuardState.DatabaseTarget)
        {
            return target;
        }

        return $"instance {target}";
    }

    private static string Moment(DateTime moment, DateTime now)
    {
        if (moment.Date != now.Date)
        {
            return Date(moment);
        }

        return moment.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    }

    /// <summary>Writes a moment with its day.</summary>
    internal static string Date(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
