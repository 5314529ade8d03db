using System.Globalization;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Incidents;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseDecisionPolicyTests
{
    private static readonly DateTime Now = DatabaseSample.At.UtcDateTime;

    // The looks in a row, the seconds since the first of them, and what was done before.
    private static Decision Decide(DatabaseObservation seen, int looks = 3, int seconds = 30, int failovers = 0, bool lastFailed = false, bool hasMoved = false)
    {
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen, hasMoved);
        DateTime since = Now.AddSeconds(-seconds);
        DatabaseProgress standing = new(diagnosis.Kind, looks, since, since, DatabaseDecisionPolicy.IsDown(diagnosis.Kind) ? since : null)
        {
            HasMoved = hasMoved,
            Failovers = failovers,
            LastFailed = lastFailed,
        };
        return DatabaseDecisionPolicy.Decide(diagnosis, seen, standing, Now, VirtualIncident.Defaults);
    }

    public static TheoryData<string, Remedy, string> Failures => new()
    {
        { "uuu b Healthy 2 10", Remedy.Wait, "Database cannot be used (check 2 of 3), next check in 10 s: of 3 web servers 3 cannot reach it" },
        { "uuu b Healthy 3 20", Remedy.Failover, "Database cannot be used and needs a failover: of 3 web servers 3 cannot reach it" },
        { "rrr g Healthy 3 20", Remedy.Failover, "Database takes no writes and needs a failover: of 3 web servers 3 cannot write" },
        { "uuu b CreatingStandby 3 20", Remedy.Escalate, "Person needed: the database is down and must not be failed over: the standby is CreatingStandby. Wait until the standby is Healthy; POST" },
        { "uuu b FailingOver 1 0", Remedy.Wait, "Azure is working on the database, waiting (next check in 10 s): server Ready" },
        { "uuu b FailingOver 30 179", Remedy.Wait, "Azure is working on the database, waiting (next check in 10 s): server Ready" },
        { "uuu b FailingOver 30 180", Remedy.Wait, "Database failover not possible now: Azure is failing over to the standby already (next check in 10 s): server Ready, high availability FailingOver" },
        { "uuu b FailingOver 30 300", Remedy.Escalate, "Person needed: the database is down and must not be failed over: Azure is failing over to the standby already. Open a support" },
        { "ooo g FailingOver 30 600", Remedy.Wait, "Azure is working on the database, waiting (next check in 10 s): server Ready" },
        { "ooo g FailingOver 90 3600", Remedy.Escalate, "Person needed: Azure is working on the database (for" },
        { "ooo g CreatingStandby 90 3599", Remedy.Wait, "Database works without a healthy standby, waiting (next check in 10 s): the standby is CreatingStandby" },
        { "ooo g CreatingStandby 90 3600", Remedy.Escalate, "Person needed: database works without a healthy standby (for 60 min). Check High availability" },
        { "ooo g Healthy 1 0", Remedy.None, "Database takes writes, no action needed: of 3 web servers 3 read and write" },
        { "sss g Healthy 30 299", Remedy.Wait, "Database is slow, waiting (next check in 10 s): of 3 web servers 3 use it slowly" },
        { "sss g Healthy 30 300", Remedy.Escalate, "Person needed: database is slow (for 5 min). Open Query Performance Insight" },
        { "uuu g Healthy 30 299", Remedy.Wait, "Database is unusable for the web servers only, waiting" },
        { "uuu g Healthy 30 300", Remedy.Escalate, "Person needed: database is unusable for the web servers only (for 5 min). Check the way from the web servers" },
        { "ooo b Healthy 30 299", Remedy.Wait, "Database is unreachable for the automation only, waiting" },
        { "ooo b Healthy 30 300", Remedy.Escalate, "Person needed: database is unreachable for the automation only (for 5 min). Check the way from the Function App" },
        { "oou g Healthy 30 299", Remedy.Wait, "Database works, but not for every web server, waiting (next check in 10 s): instance 3 cannot write" },
        { "oou g Healthy 30 300", Remedy.Escalate, "Person needed: database works, but not for every web server (for 5 min). Restart each" },
        { "??? b Healthy 30 300", Remedy.Escalate, "Person needed: state of the database is unknown (for 5 min). Check the role" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Each_failure_has_one_remedy(string seen, Remedy remedy, string reason)
    {
        string[] parts = seen.Split(' ');

        Decision decision = Decide(DatabaseSample.Of(parts[0], parts[1][0], standby: parts[2]), int.Parse(parts[3], null), int.Parse(parts[4], null));

        Assert.Equal(remedy, decision.Remedy);
        Assert.StartsWith(reason, decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    // How late the platform is makes no standby one that could take over.
    [InlineData("uuu b Starting Healthy ZoneRedundant i 0", Remedy.Failover)]
    [InlineData("uuu b Updating Healthy ZoneRedundant i 0", Remedy.Failover)]
    [InlineData("uuu b Updating CreatingStandby ZoneRedundant i 0", Remedy.Escalate)]
    [InlineData("uuu b Updating RemovingStandby ZoneRedundant i 0", Remedy.Escalate)]
    [InlineData("uuu b Updating NotEnabled ZoneRedundant i 0", Remedy.Escalate)]
    [InlineData("uuu b Updating NotEnabled Disabled i 0", Remedy.Escalate)]
    [InlineData("uuu b Updating Healthy Disabled i 0", Remedy.Escalate)]
    [InlineData("uuu b Starting CreatingStandby SameZone i 0", Remedy.Escalate)]
    [InlineData("uuu b Updating Healthy ZoneRedundant x 0", Remedy.Escalate)]
    [InlineData("uuu b Updating Healthy ZoneRedundant - 0", Remedy.Escalate)]
    [InlineData("uuu b Updating Healthy ZoneRedundant i 61", Remedy.Escalate)]
    [InlineData("uuu b Ready CreatingStandby ZoneRedundant i 0", Remedy.Escalate)]
    [InlineData("uuu b Ready Healthy Disabled i 0", Remedy.Escalate)]
    [InlineData("uuu b Ready Healthy ZoneRedundant i 61", Remedy.Escalate)]
    // One kind of observer alone is not enough for a late platform either.
    [InlineData("uuu g Updating Healthy ZoneRedundant i 0", Remedy.Escalate)]
    [InlineData("??? b Updating Healthy ZoneRedundant i 0", Remedy.Escalate)]
    public void No_failover_by_itself_onto_a_standby_that_cannot_take_over(string seen, Remedy expected)
    {
        string[] parts = seen.Split(' ');
        DatabaseObservation look = DatabaseSample.Of(
            parts[0], parts[1][0], parts[2], parts[3], mode: parts[4], replication: parts[5][0], lag: double.Parse(parts[6], CultureInfo.InvariantCulture));

        Decision decision = Decide(look, looks: 30, seconds: 300);

        Assert.Equal((expected, false), (decision.Remedy, decision.Reason.Contains("by force", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2, Remedy.Wait)]
    [InlineData(3, Remedy.Failover)]
    public void A_late_platform_needs_as_many_looks_as_any_other_reason(int looks, Remedy expected) =>
        Assert.Equal(expected, Decide(DatabaseSample.Of("uuu", 'b', "Updating"), looks, seconds: 300).Remedy);

    [Theory]
    [InlineData(0, false, 30, Remedy.Failover)]
    [InlineData(1, false, 59, Remedy.Wait)]
    [InlineData(1, false, 60, Remedy.Escalate)]
    [InlineData(1, true, 30, Remedy.Failover)]
    [InlineData(2, true, 30, Remedy.Escalate)]
    public void Only_a_failover_that_was_not_carried_out_is_asked_for_again(int failovers, bool lastFailed, int seconds, Remedy expected) =>
        Assert.Equal(expected, Decide(DatabaseSample.Down, seconds: seconds, failovers: failovers, lastFailed: lastFailed).Remedy);

    [Theory]
    [InlineData(2, 90, Remedy.Wait)]
    [InlineData(3, 59, Remedy.Wait)]
    [InlineData(3, 60, Remedy.Recycle)]
    public void Stale_connections_are_recycled_after_a_failover_only(int looks, int seconds, Remedy expected) =>
        Assert.Equal((expected, Remedy.Wait), (Decide(DatabaseSample.Of("oor"), looks, seconds, hasMoved: true).Remedy, Decide(DatabaseSample.Of("oor"), looks, seconds).Remedy));

    [Theory]
    [InlineData(2, Remedy.Wait)]
    [InlineData(3, Remedy.Confirm)]
    public void What_was_failed_over_is_looked_at_for_a_while(int looks, Remedy expected) =>
        Assert.Equal(expected, Decide(DatabaseSample.Redundant, looks, failovers: 1, hasMoved: true).Remedy);

    [Theory]
    [InlineData(299, Remedy.Wait)]
    [InlineData(300, Remedy.Escalate)]
    public void A_standby_that_is_behind_may_catch_up(int seconds, Remedy expected) =>
        Assert.Equal(expected, Decide(DatabaseSample.Of("uuu", 'b', lag: 61), seconds: seconds).Remedy);

    [Theory]
    [InlineData(-300, FailureKind.DatabaseUnavailable, true)]
    [InlineData(-120, FailureKind.DatabaseUnavailable, false)]
    [InlineData(5, FailureKind.DatabaseUnavailable, false)]
    [InlineData(5, FailureKind.DatabaseReadOnly, true)]
    public void From_a_dead_primary_nobody_receives_anything(int stoppedAfterFault, FailureKind fault, bool objects)
    {
        DatabaseObservation seen = DatabaseSample.Of("uuu", 'b') with
        {
            Standby = new(new(new(false, DatabaseSample.At.AddSeconds(stoppedAfterFault)), new(true, DatabaseSample.At.AddMinutes(-5)), null), null),
        };

        Assert.Equal(objects, StandbyPolicy.Objection(seen, fault, DatabaseSample.At, new DatabaseOptions()) is not null);
    }

    [Theory]
    [InlineData('x', "Ready", "ZoneRedundant", "the standby has applied nothing since 11:55:00 UTC")]
    [InlineData('i', "Stopped", "ZoneRedundant", "the server is Stopped")]
    [InlineData('i', "Ready", "Disabled", "the server has no standby (high availability is Disabled)")]
    public void A_refusal_says_what_is_wrong(char replication, string state, string mode, string expected) => Assert.StartsWith(
        expected,
        StandbyPolicy.Objection(DatabaseSample.Of("uuu", 'b', state, replication: replication, mode: mode), FailureKind.DatabaseUnavailable, DatabaseSample.At, new DatabaseOptions())!.Why,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("ooo", "Ready", "Healthy", true)]
    [InlineData("ooo", "Updating", "Healthy", false)]
    [InlineData("ooo", "Ready", "CreatingStandby", false)]
    [InlineData("ou", "Ready", "Healthy", false)]
    [InlineData("o?o", "Ready", "Healthy", false)]
    [InlineData("sss", "Ready", "Healthy", false)]
    public void A_graceful_failover_needs_everything_well(string web, string state, string standby, bool isFine)
    {
        DatabaseObservation seen = DatabaseSample.Of(web, state: state, standby: standby);

        Assert.Equal(isFine, GracefulPolicy.Objection(DatabaseDiagnosisPolicy.Diagnose(seen), seen) is null);
    }
}
