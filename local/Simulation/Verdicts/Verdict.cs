using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using Steadfast.Local.Scenarios.Reports;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Verdicts;

/// <summary>Judges a world by the invariants. Each sentence is a violation.</summary>
internal static class Verdict
{
    private const string AutomationFailed = "the automation failed on this incident";

    private static readonly RecoveryOptions Limits = new();

    private static readonly TimeSpan RefusalKept = TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1);

    // A record tells a moment after the platform has it, and a clock may be apart by seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WrittenAgain = TimeSpan.FromMinutes(1);

    /// <summary>Everything that did not hold.</summary>
    public static IReadOnlyList<string> Of(World world, People people, Perpetrator perpetrator, Watcher watcher, Ending ending) =>
    [
        .. world.Failures,
        .. Broken(world, people, perpetrator, watcher, ending),
        .. Unended(ending),
        .. Failed(ending),
        .. Unnoticed.Of(watcher.Outages, ending.Incidents, world.Notices, world.Clock.GetUtcNow()),
        .. Unwoken.Of(watcher.Outages, world.Notices),
        .. Unanswered(people, ending),
        .. Leaks(ending, world.Clock.GetUtcNow().UtcDateTime),
        .. Unserved(world),
    ];

    // Limits bind the automation, not a person who orders something.
    private static IEnumerable<string> Broken(World world, People people, Perpetrator perpetrator, Watcher watcher, Ending ending)
    {
        ObservedActions all = ActionsOf(world, people, perpetrator, watcher, ending);
        ObservedActions byItself = all with
        {
            Operations = [.. all.Operations.Where(operation => !IsOrdered(all, operation))],
            Database = all.Database! with { Operations = [.. all.Database!.Operations.Where(operation => !IsOrdered(all, operation))] },
        };
        return InvariantPolicy.Judge(all).Where(expectation => !OfLimits(expectation))
            .Concat(InvariantPolicy.Judge(byItself).Where(OfLimits))
            .Where(expectation => !expectation.Met)
            .Select(expectation => expectation.Text);
    }

    private static bool OfLimits(Expectation expectation) =>
        expectation.Text.StartsWith("never more repairs", StringComparison.Ordinal)
        || expectation.Text.StartsWith("its own actions leave", StringComparison.Ordinal)
        || expectation.Text.StartsWith("no new action later", StringComparison.Ordinal);

    /// <summary>Tells whether a person ordered an operation.</summary>
    public static bool IsOrdered(ObservedActions seen, Operation operation) => seen.Incidents.SelectMany(incident => incident.Actions)
        .Where(action => action.AskedBy.StartsWith("operator ", StringComparison.Ordinal))
        .Any(action => InvariantPolicy.IsCleanUpOf(seen, operation, action)
            || ((action.Target == operation.InstanceId || operation.InstanceId.Length == 0)
                && operation.StartTime >= action.Accepted - BeforeOf(operation) && !(operation.StartTime > action.Done + Slack)));

    // The capacity says how things are to be, so where its answer is lost it is written again, and the record has the moment of that.
    private static TimeSpan BeforeOf(Operation operation) => operation.Kind == OperationKind.Capacity ? WrittenAgain : Slack;

    /// <summary>Collects the actions of a world, for the invariants.</summary>
    public static ObservedActions ActionsOf(World world, People people, Perpetrator perpetrator, Watcher watcher, Ending ending)
    {
        Operation[] all = [.. world.Azure.Operations.All];
        Operation[] others = [.. all.Where(operation => perpetrator.OthersOperations.Contains(operation.Id))];
        Operation[] own = [.. all.Where(operation => operation.By == Initiator.Caller).Except(others)];
        Operation[] ofDatabase = [.. world.Azure.Database!.Operations.All.Where(operation => operation.By == Initiator.Caller)];
        return new(world.Schedule.Instances, new(20, 50, TimeSpan.FromSeconds(15)) { Silence = TimeSpan.FromMinutes(30), CountsFor = DeadlineOf }, own, ending.Incidents, world.Health, people.Pauses)
        {
            Run = new(World.Start - TimeSpan.FromMinutes(1), world.Clock.GetUtcNow() + TimeSpan.FromMinutes(1)),
            Resized = perpetrator.Resized,
            // Whom autoscale takes away is not for the automation to answer for.
            Moves = [.. world.Moves.Select(move => move with { IsByOthers = others.Any(other => other.StartTime <= move.At && !(other.EndTime < move.At)) })],
            ByAnybody = all,
            Notices = world.Notices,
            AlertAnswers = [.. world.Azure.ActionGroup.Deliveries.Select(delivery => delivery.Outcome)],
            Leases = people.Leases,
            Aborts = people.Aborts,
            Database = new(ofDatabase, [.. ofDatabase.Select(operation => operation.StartTime)], watcher.Standby, watcher.Acknowledged)
            {
                Lost = (int)world.Database.LostVisibly,
            },
        };
    }

    // The app of a world has the deadlines of an app without settings.
    private static TimeSpan DeadlineOf(string kind) => kind switch
    {
        OperationKind.Capacity => Limits.ReplaceDeadline,
        OperationKind.Reimage => Limits.ReimageDeadline,
        _ => Limits.RestartDeadline,
    };

    private static IEnumerable<string> Unended(Ending ending) => ending.Unfinished.Select(one => $"it did not end well: {one}");

    // What the platform does, or does not answer, is no reason for the automation itself to fail.
    private static IEnumerable<string> Failed(Ending ending) => ending.Incidents
        .Where(incident => incident.Reason?.Contains(AutomationFailed, StringComparison.Ordinal) == true)
        .Select(incident => $"the automation failed on {incident.Id}: {incident.Reason}");

    // An order that was taken is in a record, with who asked for it.
    private static IEnumerable<string> Unanswered(People people, Ending ending) => people.All
        .Where(asked => asked.IsTaken && asked.Path is not ("lease" or "automation/pause" or "automation/resume"))
        .Where(asked => !ending.Incidents.Any(incident => asked.Answer.Contains(incident.Id, StringComparison.Ordinal)))
        .Select(asked => $"{asked.Path} was taken at {asked.At:HH:mm:ss} ({asked.Answer}), and no incident tells of it");

    private static IEnumerable<string> Leaks(Ending ending, DateTime now)
    {
        // One of an action that a person has left running on the platform runs out by itself.
        foreach (var permit in ending.Automation!.Permits.Where(permit => permit.Left is null))
        {
            yield return $"the guard still holds a permit: {permit}";
        }

        foreach (string holder in ending.Automation!.RepairsHeldBy)
        {
            yield return $"the automatic repairs are still held by {holder}";
        }

        // One is kept for an hour after the last time, so that a target which is refused in one incident after the other is told of.
        foreach (var refusal in ending.Automation!.Refusals.Where(refusal => refusal.Last < now - RefusalKept))
        {
            yield return $"a refusal stands still: {refusal}";
        }
    }

    private static IEnumerable<string> Unserved(World world) => world.Azure.ScaleSet.State.AutomaticRepairs == "Suspended"
        ? ["the scale set's automatic repairs are still suspended"] : [];
}
