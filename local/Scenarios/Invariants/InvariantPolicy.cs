using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Invariants of every run, whatever the fault. Pure: judges what was seen.</summary>
public static class InvariantPolicy
{
    /// <summary>The promise of all of them, in one sentence.</summary>
    internal const string Promise = "what must never happen does not happen: no action too many, too early or twice, and nothing left open";

    private const int LooksBefore = 4;

    /// <summary>Every invariant as an expectation.</summary>
    public static IReadOnlyList<Expectation> Judge(ObservedActions seen) =>
        [Budget(seen), Floor(seen), OneAtATime(seen), Ended(seen), Paused(seen), Named(seen), .. ActionInvariants.Judge(seen), .. RecordInvariants.Judge(seen), .. PeopleInvariants.Judge(seen), .. HostInvariants.Judge(seen), .. DatabaseInvariants.Judge(seen)];

    private static Expectation Budget(ObservedActions seen)
    {
        (int most, int allowed) = seen.Repairs
            .Select(one => (Count: seen.Repairs.Count(other => Counts(seen, other, one.StartTime)), Allowed: BudgetAt(seen, one.StartTime)))
            .OrderBy(moment => moment.Count - moment.Allowed)
            .ThenBy(moment => moment.Count)
            .LastOrDefault((0, BudgetOf(seen, seen.Instances)));
        return new($"never more repairs at once than allowed ({allowed}): {most} at most", most <= allowed);
    }

    // A share of the instances that are there, or were at the last looks before, when they were counted.
    private static int BudgetAt(ObservedActions seen, DateTimeOffset at) =>
        BudgetOf(seen, seen.MostBetween(at - (LooksBefore * seen.Bounds.Tick), at));

    private static int BudgetOf(ObservedActions seen, int instances) => Math.Max(1, instances * seen.Bounds.MaxPercentInRepair / 100);

    // An action on an instance that does not serve takes nothing away. One that has just begun to serve again was not seen to do so: nobody looks at every moment.
    // One that failed a probe just now does not serve either, though the balancer takes it out at the second failure only. Another one that takes
    // clients a moment later was answering already, though the balancer had not asked it twice.
    private static Expectation Floor(ObservedActions seen)
    {
        string[] below = [.. seen.Repairs.Where(operation => TakesBelowFloor(seen, operation)).Select(Text)];
        return new($"its own actions leave at least {FloorOf(seen, seen.Instances)} of {seen.Instances} serving: {Listed(below, "they do")}", below.Length == 0);
    }

    private static bool TakesBelowFloor(ObservedActions seen, Operation operation)
    {
        IReadOnlySet<string> serving = seen.Health.At(operation.StartTime);
        int left = serving.Union(seen.Health.At(operation.StartTime + seen.Bounds.Tick)).Count(id => id != operation.InstanceId);
        return serving.Contains(operation.InstanceId) && left < FloorOf(seen, seen.SizeAt(operation.StartTime))
            && seen.Health.At(operation.StartTime - seen.Bounds.Tick).Contains(operation.InstanceId)
            && !seen.Health.FailedBetween(operation.StartTime - seen.Bounds.Tick, operation.StartTime, operation.InstanceId);
    }

    private static int FloorOf(ObservedActions seen, int instances) => ((instances * seen.Bounds.FloorPercent) + 99) / 100;

    private static Expectation OneAtATime(ObservedActions seen)
    {
        var told = seen.Incidents.SelectMany(incident => incident.Actions)
            .Where(action => action is { Accepted: not null, Done: not null })
            .Select(
                action => (action.Target, Text: $"{action.Kind} {action.Target}", From: action.Accepted!.Value, To: action.Done!.Value));
        var done = seen.Repairs.Where(operation => operation.InstanceId.Length > 0)
            .Select(
                operation => (
                    Target: operation.InstanceId, Text: Text(operation), From: operation.StartTime,
                    To: operation.EndTime ?? DateTimeOffset.MaxValue));
        // The record rounds nothing but comes later than the platform, so the two are not mixed.
        string[] twice = [.. Overlapping(told).Concat(Overlapping(done))];
        return new($"no second action on a target while one runs: {Listed(twice, "none")}", twice.Length == 0);
    }

    private static Expectation Ended(ObservedActions seen)
    {
        string[] loose = [.. seen.Incidents
            .Where(incident => incident.Outcome == IncidentOutcome.Open || string.IsNullOrWhiteSpace(incident.Reason))
            .Select(incident => $"{incident.Id} is {incident.Outcome} ({incident.Reason})")];
        return new($"every incident ends with a reason: {Listed(loose, $"all {seen.Incidents.Count} do")}", loose.Length == 0);
    }

    private static Expectation Paused(ObservedActions seen)
    {
        string[] begun = [.. seen.Repairs.Concat(seen.Database?.Operations ?? [])
            .Where(
                operation =>
                    seen.Pauses.Any(pause => operation.StartTime > pause.From + seen.Bounds.Tick && !(operation.StartTime > pause.Until)))
            .Select(Text)];
        return new(
            $"no new action later than {seen.Bounds.Tick.TotalSeconds:0.##} s after a pause: {Listed(begun, "none")}", begun.Length == 0);
    }

    private static Expectation Named(ObservedActions seen)
    {
        ActionTaken[] told = [.. seen.Incidents.SelectMany(incident => incident.Actions)];
        string[] nameless = [
            .. told.Where(action => string.IsNullOrWhiteSpace(action.AskedBy))
                .Select(action => $"{action.Kind} {action.Target} names nobody"),
            .. seen.Repairs.Where(operation => !told.Any(action => IsPartOf(operation, action) || IsCleanUpOf(seen, operation, action)))
                .Select(operation => $"{Text(operation)} is in no record"),
        ];
        return new($"every action names who asked for it: {Listed(nameless, $"all {told.Length} do")}", nameless.Length == 0);
    }

    // A replacement is told as one action, and is a change of the capacity and a delete for the platform.
    private static bool IsPartOf(Operation operation, ActionTaken action) => operation.Kind switch
    {
        OperationKind.Capacity => action.Kind is OperationKind.Replace or OperationKind.Capacity,
        OperationKind.Delete => action.Target == operation.InstanceId && action.Kind is OperationKind.Replace or OperationKind.Delete,
        _ => action.Target == operation.InstanceId && action.Kind == operation.Kind,
    };

    /// <summary>
    /// Tells whether an operation is the end of a replacement that failed: it takes back the instance that it has added, which is a part of
    /// it too as long as it runs.
    /// </summary>
    public static bool IsCleanUpOf(ObservedActions seen, Operation operation, ActionTaken action) =>
        operation.Kind == OperationKind.Delete && action.Kind == OperationKind.Replace && ActionInvariants.IsOwn(seen, operation.InstanceId)
        && operation.StartTime >= action.Accepted && !(operation.StartTime > action.Done + seen.Bounds.Tick);

    private static bool Counts(ObservedActions seen, Operation operation, DateTimeOffset at) =>
        operation.StartTime <= at && !(operation.EndTime <= at) && at - operation.StartTime < seen.Bounds.CountsFor(operation.Kind);

    private static IEnumerable<string> Overlapping(
        IEnumerable<(string Target, string Text, DateTimeOffset From, DateTimeOffset To)> all) => all
        .GroupBy(one => one.Target)
        .SelectMany(ofTarget => ofTarget.OrderBy(one => one.From).Pairwise())
        .Where(pair => pair.Second.From < pair.First.To)
        .Select(pair => $"{pair.Second.Text} during {pair.First.Text}");

    private static IEnumerable<(T First, T Second)> Pairwise<T>(this IEnumerable<T> all)
    {
        T[] items = [.. all];
        return items.Zip(items.Skip(1));
    }

    internal static string Text(Operation operation) => $"{operation.Kind} {operation.InstanceId}".TrimEnd();

    internal static string Listed(string[] offenders, string none) => offenders.Length == 0 ? none : string.Join("; ", offenders.Take(3));
}
