using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using static Steadfast.Functions.Incidents.IncidentText;
using static Steadfast.Functions.Platform.Statement;

namespace Steadfast.Functions.Instances;

/// <summary>Writes the sentences of an incident of one instance. Pure.</summary>
internal static class InstanceText
{
    public static Statement Serves(string name, string evidence) => new($"{Capital(name)} serves, no action needed", evidence);

    public static Statement ServesNow(string name, string evidence) => new($"{Capital(name)} serves now, no further action", evidence);

    public static Statement Gone(string name, string evidence) => new($"{Capital(name)} is gone, no action needed", evidence);

    public static Statement Needs(RepairAction rung, string name, string evidence) =>
        new($"{Capital(name)} needs a {rung.Name()}{Replacement(rung)}", evidence);

    public static Statement NeedsTest(RepairAction rung, string name, string evidence) =>
        new($"{Capital(name)} may be {Done(rung)} as a test, before any other web server", evidence);

    public static Statement Ordered(RepairAction rung, string name, Order order, string evidence)
    {
        string ordered = $"{Capital(rung.Name())} of {name} ordered by {order.By}";
        if (order.Reason is null)
        {
            return new(ordered, evidence);
        }

        return new($"{ordered} ({order.Reason})", evidence);
    }

    /// <summary>Says that nothing is done yet, in the same words however often it is checked.</summary>
    public static Statement Waits(FailureKind kind, string name, TimeSpan deadline, TimeSpan next, string evidence) =>
        new(
            $"{Capital(Headline(kind, name))}, waiting (next check in {Seconds(next)}, a person is asked after {Minutes(deadline)})",
            evidence);

    public static Statement WaitedForNothing(FailureKind kind, string name, TimeSpan waited, string evidence) =>
        Escalated($"{Headline(kind, name)} (for {Seconds(waited)})", Runbooks.NextStep(kind), evidence);

    public static Statement OffAndOn(string name, string tried, TimeSpan waited) => Escalated(
        $"{name} still serves off and on {Seconds(waited)} after {tried}", Runbooks.NextStep(FailureKind.InstanceFlapping), "");

    public static Statement NothingHelped(FailureKind kind, string name, string tried, string evidence) =>
        Escalated($"{name} is still down after {tried}", Runbooks.NextStep(kind), evidence);

    public static Statement RepairedBefore(string name, int repairs, RepairAction highest, RepairAction next) =>
        $"{Capital(name)} was repaired {Times(repairs)} in the last hours (up to {highest.Name()}), so this incident begins with "
            + $"{next.Name()}";

    public static Statement NotStartedTwice(RepairAction rung, string name, string why) => Escalated(
        $"{rung.Name()} of {name} could not be started", "Remove what stands in its way, then order the repair.", why);

    public static Statement NotStartedOnce(RepairAction rung, string name) =>
        $"{Capital(rung.Name())} of {name} could not be started; checking once more";

    public static Statement DidNotHelp(RepairAction rung, string name, string evidence) =>
        new($"{Capital(rung.Name())} of {name} did not help", evidence);

    public static Statement ReplacementFails(string name, string replacement) => Escalated(
        $"{name} was replaced by instance {replacement}, which does not serve either",
        $"Check what both share: image, start-up, database. See {Runbooks.Of(FailureKind.FleetFailing).Page}.", "");

    public static Statement TestDidNotHelp(RepairAction rung, string name, string evidence) => Escalated(
        $"most web servers are down, and {rung.Name()} of {name} as a test did not help, so the cause is elsewhere",
        Runbooks.NextStep(FailureKind.FleetFailing), evidence);

    public static Statement OrderDidNotHelp(RepairAction rung, string name, string by, string evidence) => Escalated(
        $"{rung.Name()} of {name}, ordered by {by}, did not help", Runbooks.NextStep(FailureKind.InstanceUnresponsive), evidence);

    public static Statement Recovered(string name, string by, string evidence) => new($"{Capital(name)} recovered by {by}", evidence);

    public static Statement RecoveredWithout(string name, string evidence) => new($"{Capital(name)} recovered without an action", evidence);

    public static Statement NotReplaced(string name, string detail) => new($"{Capital(name)} serves and was not replaced", detail);

    public static Statement RecoveredAfter(string name, string tried, string evidence) =>
        new($"{Capital(name)} recovered after {tried}", evidence);

    public static string InPlaceOf(string fresh, string old) => $"instance {fresh}, in place of instance {old},";

    public static Statement ServesAgain(string name, string evidence) => new($"{Capital(name)} serves again", evidence);

    /// <summary>Gives the evidence of an instance that has served long enough.</summary>
    public static string StayedHealthy(DateTime since, TimeSpan time) => $"serving since {Clock(since)}, healthy for {Seconds(time)}";

    public static Statement Adding(string detail) => new("Replacement instance", detail);

    public static Statement ReplacementServes(string id, DateTime since) => $"Instance {id} was added and serves since {Clock(since)}";

    public static Statement WaitsForReplacement(string id, FailureKind kind) =>
        $"Instance {id} was added and does not serve yet ({kind}); waiting";

    public static Statement DeletingOld(string fresh, string old) => $"Instance {fresh} serves in its place; deleting instance {old}";

    public static Statement OldStays(string old, string why) => new($"Instance {old} is not deleted yet", why);

    public static Statement Deletion(ActionTaken deletion) => new($"Delete of instance {deletion.Target}", deletion.Detail);

    public static Statement CapacitySet(int capacity, int instances, string detail) =>
        new($"Capacity {capacity} with {instances} instances", detail);

    public static Statement ScaleSetUnread(string problem, TimeSpan next) =>
        new($"Scale set could not be read (next try in {Seconds(next)})", problem);

    // A clause, so that it can stand anywhere.
    private static string Headline(FailureKind kind, string name) => kind switch
    {
        FailureKind.FleetFailing => "most web servers are down",
        FailureKind.ZoneFailing => $"the zone of {name} is down",
        FailureKind.PlatformRecovering => $"Azure is changing {name}",
        FailureKind.DeploymentInProgress => $"a deployment runs while {name} is down",
        FailureKind.Unobservable => $"the state of {name} is unknown",
        FailureKind.DatabaseUnavailable => $"{name} fails on the database",
        _ => $"{name} is held up by the database",
    };

    private static string Replacement(RepairAction rung) => rung == RepairAction.Replace ? "ment" : "";

    private static string Done(RepairAction rung) => rung switch
    {
        RepairAction.Restart => "restarted",
        RepairAction.Reimage => "reimaged",
        _ => "replaced",
    };

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";
}
