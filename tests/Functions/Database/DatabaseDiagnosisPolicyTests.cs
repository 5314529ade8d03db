using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseDiagnosisPolicyTests
{
    [Theory]
    // One observer alone is never enough: the web servers, the automation, the platform.
    [InlineData("ooo", 'g', 'i', FailureKind.Healthy)]
    [InlineData("uuu", 'b', 'i', FailureKind.DatabaseUnavailable)]
    [InlineData("uuo", 'b', 'i', FailureKind.DatabaseUnavailable)]
    [InlineData("u", 'b', 'i', FailureKind.DatabaseUnavailable)]
    [InlineData("uuu", 'e', '-', FailureKind.DatabaseUnavailable)]
    [InlineData("uuu", 'g', '-', FailureKind.DatabaseUnavailable)]
    [InlineData("???", 'b', '-', FailureKind.DatabaseUnavailable)]
    [InlineData("uuu", 'g', 'i', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("uuu", 'e', 'i', FailureKind.Unobservable)]
    [InlineData("???", 'b', 'i', FailureKind.Unobservable)]
    [InlineData("???", 'g', 'i', FailureKind.Unobservable)]
    [InlineData("", 'b', 'i', FailureKind.Unobservable)]
    [InlineData("ooo", 'b', 'i', FailureKind.DatabaseUnreachableFromHere)]
    [InlineData("oou", 'b', 'i', FailureKind.StaleConnections)]
    [InlineData("uo", 'b', 'i', FailureKind.Unobservable)]
    // Silent web servers are no vote, and count among all of them.
    [InlineData("u??", 'b', 'i', FailureKind.Unobservable)]
    [InlineData("u??", 'b', '-', FailureKind.DatabaseUnavailable)]
    [InlineData("uu??", 'b', 'i', FailureKind.Unobservable)]
    [InlineData("uuu??", 'b', 'i', FailureKind.DatabaseUnavailable)]
    [InlineData("r??", 'g', 'i', FailureKind.Unobservable)]
    [InlineData("f??", 'g', 'i', FailureKind.Unobservable)]
    [InlineData("o??", 'g', 'i', FailureKind.Healthy)]
    // No writes.
    [InlineData("rrr", 'g', 'i', FailureKind.DatabaseReadOnly)]
    [InlineData("rru", 'g', 'i', FailureKind.DatabaseReadOnly)]
    [InlineData("rur", 'b', 'i', FailureKind.DatabaseReadOnly)]
    [InlineData("rro", 'g', 'i', FailureKind.StaleConnections)]
    [InlineData("foo", 'g', 'i', FailureKind.Unobservable)]
    [InlineData("f", 'g', 'i', FailureKind.DatabaseReadOnly)]
    // Late, or without a standby.
    [InlineData("sss", 'g', 'i', FailureKind.DatabaseSlow)]
    [InlineData("sso", 'g', 'i', FailureKind.DatabaseSlow)]
    [InlineData("soo", 'g', 'i', FailureKind.Healthy)]
    [InlineData("ooo", 'g', '-', FailureKind.StandbyUnhealthy)]
    [InlineData("ooo", 'g', 'x', FailureKind.StandbyUnhealthy)]
    [InlineData("ooo", 'g', '?', FailureKind.Healthy)]
    // The database is well for others.
    [InlineData("oou", 'g', 'i', FailureKind.StaleConnections)]
    [InlineData("our", 'g', 'i', FailureKind.StaleConnections)]
    public void Two_kinds_of_observers_must_agree(string web, char probe, char replication, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe, replication: replication)).Kind);

    [Theory]
    // A write that was refused is the second kind of observer, and one that was taken is proof of the contrary.
    [InlineData("rrr", 'g', 'i', 'r', FailureKind.DatabaseReadOnly)]
    [InlineData("rrr", 'e', 'i', 'r', FailureKind.DatabaseReadOnly)]
    [InlineData("rrr", 'g', 'i', 'w', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("rrr", 'b', '-', 'w', FailureKind.Unobservable)]
    [InlineData("rrr", 'g', 'i', 'f', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("rrr", 'g', 'i', 'n', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("rrr", 'g', 'i', '-', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("rrr", 'e', 'i', '-', FailureKind.Unobservable)]
    [InlineData("rrr", 'b', 'i', '-', FailureKind.DatabaseReadOnly)]
    [InlineData("rrr", 'g', '-', '-', FailureKind.DatabaseReadOnly)]
    [InlineData("fff", 'g', 'i', 'r', FailureKind.DatabaseReadOnly)]
    [InlineData("fff", 'g', 'i', 'w', FailureKind.DatabaseUnreachableFromWebTier)]
    // One that says it writes, and does not, does not stand against the others.
    [InlineData("rro", 'g', 'i', 'r', FailureKind.DatabaseReadOnly)]
    [InlineData("rro", 'g', 'i', 'w', FailureKind.StaleConnections)]
    [InlineData("rro", 'g', 'i', 'f', FailureKind.StaleConnections)]
    [InlineData("ffo", 'g', 'i', 'r', FailureKind.DatabaseReadOnly)]
    [InlineData("ffo", 'g', 'i', 'w', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("foo", 'g', 'i', 'r', FailureKind.Unobservable)]
    public void That_it_takes_no_writes_is_shown_by_a_write(string web, char probe, char replication, char trial, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe, replication: replication, trial: trial)).Kind);

    [Theory]
    [InlineData(1, 'r', 99, '?', 'g', 'r')]
    [InlineData(1, 'f', 99, '?', 'g', 'r')]
    [InlineData(2, 'f', 98, 'o', 'g', 'w')]
    [InlineData(2, 'f', 98, 'o', 'g', 'r')]
    [InlineData(50, 'r', 50, '?', 'g', 'r')]
    [InlineData(50, 'f', 50, 'o', 'b', 'r')]
    [InlineData(1, 'u', 99, '?', 'b', '-')]
    [InlineData(50, 'u', 50, '?', 'b', '-')]
    [InlineData(100, 'r', 0, '?', 'g', 'w')]
    [InlineData(100, 'u', 0, '?', 'g', '-')]
    public void The_few_never_have_the_database_failed_over(int count, char says, int others, char othersSay, char probe, char trial)
    {
        string web = new string(says, count) + new string(othersSay, others);

        Assert.False(DatabaseDecisionPolicy.IsDown(DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe, trial: trial)).Kind));
    }

    [Theory]
    [InlineData(51, 'r', 49, '?', 'g', 'r')]
    [InlineData(51, 'f', 49, 'o', 'g', 'r')]
    [InlineData(51, 'u', 49, '?', 'b', '-')]
    public void The_many_do_with_a_second_observer(int count, char says, int others, char othersSay, char probe, char trial)
    {
        string web = new string(says, count) + new string(othersSay, others);

        Assert.True(DatabaseDecisionPolicy.IsDown(DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe, trial: trial)).Kind));
    }

    /// <summary>Every tier of up to five web servers, with everything the other observers can say: 27,720 observations.</summary>
    [Fact]
    public void Whatever_is_seen_a_failover_rests_on_two_kinds_of_observers()
    {
        int down = 0;
        foreach (DatabaseObservation seen in Everything())
        {
            FailureKind kind = DatabaseDiagnosisPolicy.Diagnose(seen).Kind;
            if (!DatabaseDecisionPolicy.IsDown(kind))
            {
                continue;
            }

            down++;
            bool web = seen.WebTier.Failed * 2 > seen.WebTier.Total;
            bool here = seen.Probe.Verdict == Verdict.Bad;
            bool platform = seen.Standby.Replication is { Io.IsRunning: false, Sql.IsRunning: true };
            bool write = seen.Trial is { Outcome: WriteOutcome.Refused } && seen.WebTier.ReadOnly * 2 > seen.WebTier.Total;
            int kinds = new[] { web, here, platform, write }.Count(agrees => agrees);
            Assert.True(kinds >= 2 && (seen.Trial is not { Outcome: WriteOutcome.Written } || kind == FailureKind.DatabaseUnavailable), $"{kind}: {seen}");
        }

        Assert.InRange(down, 1000, 20_000);
    }

    private static IEnumerable<DatabaseObservation> Everything() =>
        from web in Enumerable.Range(0, 6).SelectMany(Tiers)
        from probe in "gbe"
        from replication in "i-x?"
        from trial in "wrfn-"
        select DatabaseSample.Of(web, probe, replication: replication, trial: trial);

    // Their order does not matter.
    private static IEnumerable<string> Tiers(int count) => count == 0 ? [""] : Tiers(count - 1).SelectMany(
        tier => "osrfu?".Where(letter => tier.Length == 0 || letter >= tier[^1]).Select(letter => tier + letter));

    [Theory]
    [InlineData("uuu", 'b', "Ready", "FailingOver", FailureKind.PlatformRecovering)]
    [InlineData("ooo", 'g', "Updating", "FailingOver", FailureKind.PlatformRecovering)]
    [InlineData("uuu", 'b', "Updating", "Healthy", FailureKind.PlatformRecovering)]
    [InlineData("rrr", 'g', "Starting", "Healthy", FailureKind.PlatformRecovering)]
    [InlineData("ooo", 'g', "Updating", "Healthy", FailureKind.Healthy)]
    [InlineData("uuu", 'g', "Stopped", "Healthy", FailureKind.DatabaseUnavailable)]
    [InlineData("ooo", 'g', "Ready", "CreatingStandby", FailureKind.StandbyUnhealthy)]
    [InlineData("ooo", 'g', "Ready", "ReplicatingData", FailureKind.StandbyUnhealthy)]
    [InlineData("ooo", 'g', "Ready", "a state of next year", FailureKind.StandbyUnhealthy)]
    [InlineData("ooo", 'g', "Ready", "healthy", FailureKind.Healthy)]
    public void The_platforms_own_work_is_seen(string web, char probe, string state, string standby, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe, state, standby)).Kind);

    [Fact]
    public void A_server_that_is_meant_to_be_alone_misses_nothing() =>
        Assert.Equal(FailureKind.Healthy, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of("ooo", standby: "NotEnabled", mode: "Disabled")).Kind);

    [Theory]
    [InlineData(false, FailureKind.Healthy)]
    [InlineData(true, FailureKind.StandbyUnhealthy)]
    public void After_a_failover_redundancy_must_be_seen(bool hasMoved, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.WithoutPlatform("ooo"), hasMoved).Kind);

    [Fact]
    public void After_a_failover_the_metrics_are_of_the_time_before() =>
        Assert.Equal(FailureKind.Healthy, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of("ooo", replication: '-'), hasMoved: true).Kind);

    [Theory]
    [InlineData("uuu", 'g', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("uuu", 'e', FailureKind.Unobservable)]
    [InlineData("???", 'b', FailureKind.Unobservable)]
    [InlineData("uuu", 'b', FailureKind.DatabaseUnavailable)]
    public void After_a_failover_the_metrics_are_no_second_observer(string web, char probe, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe, replication: '-'), hasMoved: true).Kind);

    [Theory]
    [InlineData("uuu", 'b', "of 3 web servers 3 cannot reach it (timeout); own connection: no answer within 3 s")]
    [InlineData("rro", 'b', "of 3 web servers 1 read and write, 2 cannot write (readOnly)")]
    public void The_reason_counts_and_names_the_errors(string web, char probe, string expected) =>
        Assert.Contains(expected, DatabaseDiagnosisPolicy.Diagnose(DatabaseSample.Of(web, probe)).Evidence, StringComparison.Ordinal);
}
