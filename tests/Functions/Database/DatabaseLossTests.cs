using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Database;

/// <summary>Writes that a failover may have lost, because they were acknowledged without the standby, are told.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseLossTests
{
    private const string Failover = "failover from zone 1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DatabaseObservation[] Times(int count, DatabaseObservation look) => [.. Enumerable.Repeat(look, count)];

    // The standby stopped receiving that many seconds before the look; the web servers fail since 20 s before it.
    private static DatabaseObservation Blind(DatabaseObservation look, int seconds) =>
        look with { Standby = new(new(new(false, DatabaseSample.At.AddSeconds(-seconds)), new(true, DatabaseSample.At.AddMinutes(-5)), 0), null) };

    [Fact]
    public async Task A_failover_after_commits_without_the_standby_says_since_when_writes_may_be_missing()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, Blind(DatabaseSample.Down, 90)), DatabaseSample.Moved, DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        const string loss = "writes acknowledged since 11:58:30 UTC may be lost: the standby had received nothing from then until the fault at 11:59:40 UTC";
        Assert.Equal((IncidentOutcome.Recovered, Failover), (record.Outcome, script.Acts[0]));
        Assert.Contains(loss, record.Reason, StringComparison.Ordinal);
        Assert.Contains(record.Steps, step => step.Kind == StepKind.Decided && step.Text.Contains(loss, StringComparison.Ordinal));
        Assert.Contains(loss, script.Notices[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_alert_that_is_over_does_not_end_the_incident_while_the_database_fails_and_the_loss_is_told()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, Blind(DatabaseSample.Down, 90)), DatabaseSample.Moved, DatabaseSample.Redundant] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync();
        await database.Runtime.Client.RaiseEventAsync(
            database.IncidentId, OpenSignals.Event, new SignalChange(VirtualDatabase.Signal, IsOpen: false, "alert mysql-ha-io was resolved"), Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Equal((IncidentOutcome.Recovered, Failover), (record.Outcome, script.Acts[0]));
        Assert.Contains("writes acknowledged since 11:58:30 UTC may be lost", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_metrics_tell_only_after_the_failover_is_told_too()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), Blind(DatabaseSample.Moved, 100), DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
        Assert.Contains("writes acknowledged since 11:58:20 UTC may be lost", record.Reason, StringComparison.Ordinal);
    }

    [Theory]
    // It stopped with the fault, or a moment before the web servers noticed.
    [InlineData(15)]
    [InlineData(50)]
    public async Task A_standby_that_stops_with_the_primary_has_everything(int seconds)
    {
        DatabaseScript script = new() { Looks = [.. Times(3, Blind(DatabaseSample.Down, seconds)), Blind(DatabaseSample.Moved, seconds), DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
        Assert.DoesNotContain(record.Steps, step => step.Text.Contains("may be lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_heals_without_a_failover_has_lost_nothing()
    {
        DatabaseScript script = new() { Looks = [Blind(DatabaseSample.Down, 90), DatabaseSample.Well] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, false), (record.Outcome, record.Reason.Contains("may be lost", StringComparison.Ordinal)));
    }
}
