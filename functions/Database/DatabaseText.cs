using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using static Steadfast.Functions.Incidents.IncidentText;
using static Steadfast.Functions.Platform.Statement;

namespace Steadfast.Functions.Database;

/// <summary>Writes the sentences of an incident of the database. Pure.</summary>
internal static class DatabaseText
{
    private const string ShowAndOrder = "GET /api/database shows why; POST /api/database/failover orders one.";

    public static Statement Serves(string evidence) => new("Database takes writes, no action needed", evidence);

    public static Statement ServesNow(string evidence) => new("Database takes writes and is redundant, no further action", evidence);

    /// <summary>Says which of the checks this is that must agree before anything is done.</summary>
    public static Statement Agreeing(FailureKind kind, int check, int needed, TimeSpan next, string evidence) =>
        new($"{Capital(Headline(kind))} (check {check} of {needed}), next check in {Seconds(next)}", evidence);

    public static Statement Waits(FailureKind kind, TimeSpan next, string evidence) =>
        new($"{Capital(Headline(kind))}, waiting (next check in {Seconds(next)})", evidence);

    /// <summary>Says that a failover would help, and that something that may pass stands against it.</summary>
    public static Statement WaitsToFailOver(StandbyObjection objection, TimeSpan next, string evidence) =>
        new($"Database failover not possible now: {objection.Why} (next check in {Seconds(next)})", evidence);

    public static Statement WaitedForNothing(Diagnosis diagnosis, TimeSpan waited) => Escalated(
        $"{Headline(diagnosis.Kind)} (for {Minutes(waited)})", diagnosis.NextStep ?? Runbooks.NextStep(diagnosis.Kind), diagnosis.Evidence);

    public static Statement NeedsFailover(FailureKind kind, string evidence) =>
        new($"{Capital(Headline(kind))} and needs a failover", evidence);

    public static Statement PlatformTooLate(TimeSpan deadline, string evidence) =>
        new($"Database needs a failover, as Azure has not brought it back within {Minutes(deadline)}", evidence);

    public static Statement FailoverRefused(StandbyObjection objection, string evidence) =>
        Escalated($"the database is down and must not be failed over: {objection.Why}", objection.Instruction, evidence);

    public static Statement FailoversDidNotHelp(int failovers, string evidence) => Escalated(
        $"the database is still down after {failovers} {(failovers == 1 ? "failover" : "failovers")}",
        $"Open a support request, severity A. See {Runbooks.Of(FailureKind.DatabaseUnavailable).Page}.", evidence);

    public static Statement Restarting(TimeSpan since, string evidence) =>
        new($"Database works, but web servers still cannot write {Seconds(since)} after a failover; restarting one", evidence);

    public static Statement Ordered(FailoverOrder order, string evidence) =>
        new($"Database failover{(order.Mode == FailoverMode.Force ? " by force" : "")} ordered by {order.By} ({order.Reason})", evidence);

    public static Statement GracefulRefused(string objection) =>
        new Statement("Database not failed over gracefully", objection) { Instruction = ShowAndOrder };

    public static Statement TakenForIt(string by) =>
        $"{Capital(by)} ordered a failover meanwhile; the one that has just been done is taken for it";

    public static string JustDone(string evidence) => $"one has just been carried out ({evidence})";

    public static Statement OrderDidNotHelp(string by, string evidence) =>
        Escalated($"the failover that {by} ordered did not help", ShowAndOrder, evidence);

    public static Statement RestartDidNotHelp(string instance) => Escalated(
        $"instance {instance} still cannot write to the database after a restart", Runbooks.NextStep(FailureKind.StaleConnections), "");

    public static Statement NobodyWrites() => Escalated(
        "every check says that the database is well, but no web server could write", Runbooks.NextStep(FailureKind.DatabaseReadOnly), "");

    public static Statement Recovered(string evidence) => new("Database recovered by failover: takes writes and is redundant", evidence);

    public static Statement RecoveredByAzure(string evidence) => new("Database recovered by Azure, no action needed", evidence);

    public static Statement Writes(string evidence) => new("Database takes writes", evidence);

    public static Statement NoWrite(string evidence) => new("Database did not take a write through any web server", evidence);

    /// <summary>Adds a loss to the verdict, which is never shortened for evidence: nothing is lost in silence.</summary>
    public static Statement WithLoss(Statement says, string loss) => says with { Verdict = $"{says.Verdict}; {loss}" };

    /// <summary>Says what a failover may have lost, as part of a sentence.</summary>
    public static string Loss(DateTimeOffset since, DateTimeOffset broke) =>
        $"writes acknowledged since {Clock(since)} may be lost: the standby had received nothing from then until the fault at "
            + $"{Clock(broke)}";

    /// <summary>Gives the evidence of the web servers: "of 3 web servers 2 read and write, 1 cannot write (readOnly)".</summary>
    public static string Tier(WebTierView tier)
    {
        if (tier.Telling == 0)
        {
            return tier.Problem ?? $"none of {tier.Total} web servers reports on the database";
        }

        (int Count, string Says)[] parts = [
            (tier.Ok, "read and write"), (tier.Slow, "use it slowly"), (tier.ReadOnly, "cannot write"),
            (tier.Unreachable, "cannot reach it")];
        var counted = parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Says}");
        string evidence = $"of {tier.Total} web servers {string.Join(", ", counted)}";
        string errors = string.Join(", ", tier.Failing.Select(instance => instance.Error).OfType<string>().Distinct().Take(2));
        if (errors.Length == 0)
        {
            return evidence;
        }

        return $"{evidence} ({errors})";
    }

    // A clause, so that it can stand anywhere.
    private static string Headline(FailureKind kind) => kind switch
    {
        FailureKind.Healthy => "database takes writes",
        FailureKind.DatabaseUnavailable => "database cannot be used",
        FailureKind.DatabaseReadOnly => "database takes no writes",
        FailureKind.DatabaseUnreachableFromHere => "database is unreachable for the automation only",
        FailureKind.DatabaseUnreachableFromWebTier => "database is unusable for the web servers only",
        FailureKind.DatabaseSlow => "database is slow",
        FailureKind.StandbyUnhealthy => "database works without a healthy standby",
        FailureKind.StaleConnections => "database works, but not for every web server",
        FailureKind.PlatformRecovering => "Azure is working on the database",
        _ => "state of the database is unknown",
    };
}
