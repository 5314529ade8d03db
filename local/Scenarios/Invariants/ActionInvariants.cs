using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Invariants of every action in every run. Pure: judges what was seen.</summary>
internal static class ActionInvariants
{
    // What is decided is done within this time, or decided on anew; see StaleDecision of the Function App.
    private static readonly TimeSpan OldestDecision = TimeSpan.FromMinutes(2);

    public static IEnumerable<Expectation> Judge(ObservedActions seen) =>
        [Once(seen), AfterTheEnd(seen), OldDecisions(seen), Deleted(seen), Lowered(seen)];

    private static Expectation Once(ObservedActions seen)
    {
        var told = seen.Incidents.SelectMany(incident => incident.Actions).Where(action => action.Accepted is not null)
            .CountBy(action => (action.Kind, action.Target)).ToDictionary();
        string[] often = [.. seen.Repairs.Where(operation => operation.InstanceId.Length > 0 && operation.Kind != OperationKind.Delete)
            .CountBy(operation => (operation.Kind, Target: operation.InstanceId))
            .Where(done => told.TryGetValue(done.Key, out int times) && done.Value > times)
            .Select(
                done => $"{done.Key.Kind} {done.Key.Target} is in the records {told[done.Key]} times, and was done {done.Value} times")];
        return new(
            $"the platform is asked once for each action that is decided on: {InvariantPolicy.Listed(often, "it is")}", often.Length == 0);
    }

    private static Expectation AfterTheEnd(ObservedActions seen)
    {
        string[] late = [
            .. seen.Incidents.SelectMany(
                incident => incident.Actions.Where(action => action.Accepted > incident.Timeline.Closed)
                    .Select(action => $"{action.Kind} {action.Target} of {incident.Id}"))];
        return new($"nothing is begun once its incident has ended: {InvariantPolicy.Listed(late, "nothing")}", late.Length == 0);
    }

    // The record tells the moment of the decision for its first action; a person who orders decides elsewhere.
    private static Expectation OldDecisions(ObservedActions seen)
    {
        string[] old = [.. seen.Incidents
            .Where(
                incident => incident.Actions.FirstOrDefault(action => action.Accepted is not null) is { } first
                    && first.Accepted - incident.Timeline.Decided > OldestDecision)
            .Select(
                incident =>
                    $"{incident.Id} was decided on at {incident.Timeline.Decided:HH:mm:ss}, and begun at "
                        + $"{incident.Actions.First(action => action.Accepted is not null).Accepted:HH:mm:ss}")];
        return new(
            $"no action is older than {OldestDecision.TotalMinutes:0} min when it begins: {InvariantPolicy.Listed(old, "none")}",
            old.Length == 0);
    }

    // A replacement that fails takes back what it has added itself, which is what came while its own change of the capacity ran.
    private static Expectation Deleted(ObservedActions seen)
    {
        string[] others = [.. seen.Repairs.Where(operation => operation.Kind == OperationKind.Delete && !IsTarget(seen, operation.InstanceId) && !IsOwn(seen, operation.InstanceId))
            .Select(InvariantPolicy.Text)];
        return new(
            $"it deletes only what it replaces, and what it has added itself: {InvariantPolicy.Listed(others, "nothing else")}",
            others.Length == 0);
    }

    private static bool IsTarget(ObservedActions seen, string instanceId) => seen.Incidents.SelectMany(incident => incident.Actions)
        .Any(action => action.Target == instanceId && action.Kind is OperationKind.Replace or OperationKind.Delete);

    /// <summary>Tells whether an instance came while an own change of the capacity ran.</summary>
    internal static bool IsOwn(
        ObservedActions seen, string instanceId) => seen.Moves.Any(move => move.Comes && move.InstanceId == instanceId
        && seen.Repairs.Any(
            operation => operation.Kind == OperationKind.Capacity && operation.StartTime <= move.At && !(operation.EndTime < move.At)));

    private static Expectation Lowered(ObservedActions seen)
    {
        string[] gone = [.. seen.Moves.Where(move => move is { Comes: false, IsByOthers: false } && !seen.ByAnybody.Any(operation => Names(operation, move.InstanceId)))
            .Select(move => move.InstanceId)];
        return new($"no instance goes because the capacity was lowered: {InvariantPolicy.Listed(gone, "none")}", gone.Length == 0);
    }

    private static bool Names(Operation operation, string instanceId) =>
        operation.Kind is OperationKind.Delete or OperationKind.Replace && operation.InstanceId.Split(',').Contains(instanceId);
}
