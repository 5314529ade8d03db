using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Rules for what people and deployments say to the automation. Pure: judges what was seen.</summary>
internal static class PeopleInvariants
{
    private const string Person = "operator ";

    public static IEnumerable<Expectation> Judge(ObservedActions seen) => [Leased(seen), Aborted(seen), Held(seen)];

    private static Expectation Leased(ObservedActions seen)
    {
        string[] begun = [.. Done(seen)
            .Where(
                operation =>
                    seen.Leases.Any(lease => operation.StartTime > lease.From + seen.Bounds.Tick && !(operation.StartTime > lease.Until)))
            .Where(operation => !IsOrdered(seen, operation))
            .Select(InvariantPolicy.Text)];
        return new(
            $"nothing is begun later than {seen.Bounds.Tick.TotalSeconds:0.##} s after a deployment has taken the lease: "
                + $"{InvariantPolicy.Listed(begun, "nothing")}",
            begun.Length == 0);
    }

    // Of the incident's own record, and of the platform: what was asked of it for the target until the incident had ended.
    private static Expectation Aborted(ObservedActions seen)
    {
        string[] begun = [.. seen.Aborts
            .SelectMany(
                abort => seen.Incidents.Where(incident => incident.Id == abort.IncidentId)
                    .SelectMany(incident => After(seen, incident, abort.At + seen.Bounds.Tick)))
            .Distinct()];
        return new(
            $"nothing is begun by an incident later than {seen.Bounds.Tick.TotalSeconds:0.##} s after a person has ended it: "
                + $"{InvariantPolicy.Listed(begun, "nothing")}",
            begun.Length == 0);
    }

    private static IEnumerable<string> After(ObservedActions seen, IncidentRecord incident, DateTimeOffset from)
    {
        DateTimeOffset until = incident.Timeline.Closed + seen.Bounds.Tick ?? DateTimeOffset.MaxValue;
        bool others = seen.Incidents.Any(other => other.Id != incident.Id && other.Target == incident.Target);
        return incident.Actions.Where(action => action.Accepted > from).Select(action => $"{action.Kind} {action.Target} of {incident.Id}")
            .Concat(others ? [] : seen.Repairs.Where(operation => operation.InstanceId == incident.Target && operation.StartTime > from && operation.StartTime <= until)
                .Select(operation => $"{InvariantPolicy.Text(operation)} of {incident.Id}"));
    }

    private static Expectation Held(ObservedActions seen)
    {
        string[] done = [.. seen.Incidents.SelectMany(incident => incident.Actions
            .Where(
                action => action.Accepted is not null
                    && !action.AskedBy.StartsWith(Person, StringComparison.Ordinal)
                    && !incident.StartedBy.StartsWith(Person, StringComparison.Ordinal))
            .Select(action => Objection(seen, incident, action))).OfType<string>()];
        return new($"nothing is done by itself that its mode holds: {InvariantPolicy.Listed(done, "nothing")}", done.Length == 0);
    }

    private static string? Objection(ObservedActions seen, IncidentRecord incident, ActionTaken action)
    {
        if (ModeOf(seen.Modes, action.Kind) is not { } mode || mode == Mode.Auto)
        {
            return null;
        }

        int approved = seen.Approvals.Count(given => given.IncidentId == incident.Id && given.At <= action.Accepted);
        int begun = incident.Actions.Count(other => other.Kind == action.Kind && other.Accepted <= action.Accepted);
        return mode switch
        {
            Mode.Observe => $"{action.Kind} {action.Target} is in mode {mode}",
            _ when approved < begun => $"{action.Kind} {action.Target} is in mode {mode}, and {approved} approvals came before",
            _ => null,
        };
    }

    private static Mode? ModeOf(ModeOptions modes, string kind) => kind switch
    {
        OperationKind.Restart => modes.Restart,
        OperationKind.Reimage => modes.Reimage,
        OperationKind.Replace => modes.Replace,
        OperationKind.Failover => modes.Failover,
        _ => null,
    };

    private static IEnumerable<Operation> Done(ObservedActions seen) => seen.Repairs.Concat(seen.Database?.Operations ?? []);

    private static bool IsOrdered(ObservedActions seen, Operation operation) => seen.Incidents.SelectMany(incident => incident.Actions)
        .Any(action => action.AskedBy.StartsWith(Person, StringComparison.Ordinal) && (action.Target == operation.InstanceId || (operation.InstanceId.Length == 0 && IsKind(operation, action.Kind)) || InvariantPolicy.IsCleanUpOf(seen, operation, action)));

    // A replacement begins with a change of the capacity.
    private static bool IsKind(Operation operation, string kind) => operation.Kind == kind || (operation.Kind == OperationKind.Capacity && kind == OperationKind.Replace);
}
