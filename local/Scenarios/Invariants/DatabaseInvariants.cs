using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Local.Scenarios.Invariants;

/// <summary>Invariants of the database in every run. Pure: judges what was seen.</summary>
internal static class DatabaseInvariants
{
    // The time in which writes that are acknowledged prove that the database takes them.
    private static readonly TimeSpan Lately = TimeSpan.FromMilliseconds(200);

    public static IEnumerable<Expectation> Judge(ObservedActions seen) => seen.Database is null ? []
        : [
            Needed(seen, seen.Database), Possible(seen, seen.Database), ToldOf(seen, seen.Database), NotHeldUp(seen),
            LossIsTold(seen, seen.Database), NothingLeft(seen.Database)];

    private static Expectation Needed(ObservedActions seen, ObservedDatabase database)
    {
        string[] needless = [.. Own(seen, database).Where(operation => database.Acknowledged.Any(at => at > operation.StartTime - Lately && at <= operation.StartTime))
            .Select(operation => $"{operation.Kind} at {operation.StartTime:HH:mm:ss.fff}")];
        return new(
            $"no failover by itself of a database that takes writes: {InvariantPolicy.Listed(needless, "none")}", needless.Length == 0);
    }

    // What the platform itself knows; the request may be there before the state that it brings about.
    private static Expectation Possible(ObservedActions seen, ObservedDatabase database)
    {
        string[] impossible = [.. database.Asked.Where(at => !IsOrdered(seen, at))
            .Select(at => (At: at, database.Standby.LastOrDefault(change => change.At < at)?.State))
            .Where(asked => asked.State is not (null or HighAvailabilityState.Healthy))
            .Select(asked => $"at {asked.At:HH:mm:ss.fff} it was {asked.State}")];
        return new(
            $"no failover by itself without a standby that can take over: {InvariantPolicy.Listed(impossible, "none")}",
            impossible.Length == 0);
    }

    private static Expectation ToldOf(ObservedActions seen, ObservedDatabase database)
    {
        ActionTaken[] all = [.. seen.Incidents.SelectMany(incident => incident.Actions).Where(action => action.Target == IncidentKey.Database)];
        int told = all.Count(action => action.Accepted is not null);
        // One that the platform took without a word and that failed at once: nothing was ever seen of it, and its record says so.
        int failed = database.Operations.Count(operation => operation.Status == Operation.Failed);
        int unseen = all.Count(action => action.Accepted is null && action.Detail.StartsWith("no answer came", StringComparison.Ordinal));
        told += Math.Min(failed, unseen);
        return new($"each failover is in a record: {told} of {database.Operations.Count}", told >= database.Operations.Count);
    }

    // Those limits count web servers.
    private static Expectation NotHeldUp(ObservedActions seen)
    {
        string[] held = [.. seen.Incidents.Where(incident => incident.Target == IncidentKey.Database
                && incident.Refusal?.Kind is RefusalKind.BudgetSpent
                    or RefusalKind.BelowFloor or RefusalKind.Storm or RefusalKind.StormCanaryFailed)
            .Select(incident => $"{incident.Id}: {incident.Refusal!.Kind}")];
        return new($"no limit of the web servers holds the database up: {InvariantPolicy.Listed(held, "none does")}", held.Length == 0);
    }

    private static Expectation LossIsTold(ObservedActions seen, ObservedDatabase database)
    {
        bool isInRecord = seen.Incidents.Any(incident => incident.Target == IncidentKey.Database && TellsOfLoss(incident.Reason));
        bool isInNotice = seen.Notices.Any(notice => TellsOfLoss(notice.Text));
        string silent = (isInRecord, isInNotice) switch
        {
            (false, false) => "neither says so",
            (true, false) => "no notice says so",
            (false, true) => "no record says so",
            _ => "both say so",
        };
        return new(
            "a loss is told in a record and in a notice: "
                + $"{(database.Lost == 0 ? "nothing is lost" : $"{database.Lost} acknowledged writes are gone, and {silent}")}",
            database.Lost == 0 || (isInRecord && isInNotice));
    }

    private static bool TellsOfLoss(string text) =>
        text.Contains("acknowledged since", StringComparison.Ordinal) && text.Contains("may be lost", StringComparison.Ordinal);

    private static Expectation NothingLeft(ObservedDatabase database) => new(
        $"trial writes leave one row of their own at most, and no note: {database.Leftovers.Rows} rows, {database.Leftovers.Notes} notes",
        database.Leftovers is { Rows: <= 1, Notes: 0 });

    private static IEnumerable<Operation> Own(ObservedActions seen, ObservedDatabase database) => database.Operations
        .Where(
            operation =>
                operation.Kind is OperationKind.Failover or OperationKind.DatabaseRestart && !IsOrdered(seen, operation.StartTime));

    // A person may want it of a database that is well.
    private static bool IsOrdered(
        ObservedActions seen, DateTimeOffset at) => seen.Incidents.Any(incident => incident.Target == IncidentKey.Database
        && (incident.StartedBy.StartsWith(Person, StringComparison.Ordinal) || incident.Actions.Any(action => action.AskedBy.StartsWith(Person, StringComparison.Ordinal)))
        && !(at < incident.Timeline.Signal) && !(at > incident.Timeline.Closed));

    private const string Person = "operator ";
}
