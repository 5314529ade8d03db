using Steadfast.Functions.Database;
using Steadfast.Functions.Diagnosis;

namespace Steadfast.Functions.Tests.Database;

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
    // Silent web servers count for nothing.
    [InlineData("u??", 'b', 'i', FailureKind.DatabaseUnavailable)]
    [InlineData("o??", 'g', 'i', FailureKind.Healthy)]
    // No writes.
    [InlineData("rrr", 'g', 'i', FailureKind.DatabaseReadOnly)]
    [InlineData("rru", 'g', 'i', FailureKind.DatabaseReadOnly)]
    [InlineData("rur", 'b', 'i', FailureKind.DatabaseReadOnly)]
    [InlineData("rro", 'g', 'i', FailureKind.StaleConnections)]
    [InlineData("ffo", 'g', 'i', FailureKind.DatabaseReadOnly)]
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
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(Sight.Of(web, probe, replication: replication)).Kind);

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
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(Sight.Of(web, probe, state, standby)).Kind);

    [Fact]
    public void A_server_that_is_meant_to_be_alone_misses_nothing() =>
        Assert.Equal(FailureKind.Healthy, DatabaseDiagnosisPolicy.Diagnose(Sight.Of("ooo", standby: "NotEnabled", mode: "Disabled")).Kind);

    [Theory]
    [InlineData(false, FailureKind.Healthy)]
    [InlineData(true, FailureKind.StandbyUnhealthy)]
    public void After_a_failover_redundancy_must_be_seen(bool hasMoved, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(Sight.WithoutPlatform("ooo"), hasMoved).Kind);

    [Fact]
    public void After_a_failover_the_metrics_are_of_the_time_before() =>
        Assert.Equal(FailureKind.Healthy, DatabaseDiagnosisPolicy.Diagnose(Sight.Of("ooo", replication: '-'), hasMoved: true).Kind);

    [Theory]
    [InlineData("uuu", 'g', FailureKind.DatabaseUnreachableFromWebTier)]
    [InlineData("uuu", 'e', FailureKind.Unobservable)]
    [InlineData("???", 'b', FailureKind.Unobservable)]
    [InlineData("uuu", 'b', FailureKind.DatabaseUnavailable)]
    public void After_a_failover_the_metrics_are_no_second_observer(string web, char probe, FailureKind expected) =>
        Assert.Equal(expected, DatabaseDiagnosisPolicy.Diagnose(Sight.Of(web, probe, replication: '-'), hasMoved: true).Kind);

    [Theory]
    [InlineData("uuu", 'b', "of 3 web servers: 3 unreachable, timeout; for the automation it does not greet within 3 s")]
    [InlineData("rro", 'b', "of 3 web servers: 1 ok, 2 readOnly, readOnly")]
    public void The_reason_counts_and_names_the_errors(string web, char probe, string expected) =>
        Assert.Contains(expected, DatabaseDiagnosisPolicy.Diagnose(Sight.Of(web, probe)).Because, StringComparison.Ordinal);
}
