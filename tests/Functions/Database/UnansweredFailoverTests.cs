using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Tests.Database;

/// <summary>A failover whose sender has ended before the answer came.</summary>
[Trait("Category", "fast")]
public sealed class UnansweredFailoverTests
{
    private const string Failover = "failover from zone 1";

    private static readonly StartedOperation Unanswered = new(StartKind.NotNow, null, TimeSpan.FromMinutes(1), "it was sent already") { MayHaveBegun = true };

    [Fact]
    public async Task A_failover_that_nobody_answered_for_is_in_the_record_when_the_standby_has_taken_over()
    {
        DatabaseScript script = new() { Starts = [Unanswered] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        DateTimeOffset sent = DatabaseSample.At.AddSeconds(20);
        Assert.Equal([Failover, "write"], script.Acts);
        Assert.Equal(
            [new ActionTaken("failover", "database", "alert mysql-resource-health", sent, sent.AddMinutes(1), ActionResult.Succeeded, "no answer came, and the standby has taken over since")],
            record.Actions);
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Fact]
    public async Task An_order_that_nobody_answered_for_is_carried_out_once_also_when_web_servers_notice_the_failover_late()
    {
        DatabaseObservation late = DatabaseSample.Of("uuu", 'b', standby: "CreatingStandby", zone: "2", replication: '-');
        DatabaseScript script = new() { Starts = [Unanswered], Looks = [DatabaseSample.Down, late, late, late, DatabaseSample.Moved, DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script, new(FailoverMode.Force, "operator anna", "the alarm"));

        Assert.Equal(["failover by force from zone 1", "write"], script.Acts);
        Assert.Equal((IncidentOutcome.Recovered, ActionResult.Succeeded), (record.Outcome, Assert.Single(record.Actions).Result));
    }

    [Fact]
    public async Task A_failover_that_nobody_answered_for_and_that_has_not_come_is_asked_for_anew()
    {
        DatabaseScript script = new() { Starts = [Unanswered, DatabaseScript.Accepted], Looks = [.. Enumerable.Repeat(DatabaseSample.Down, 6), DatabaseSample.Moved, DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, Failover, "write"], script.Acts);
        Assert.Equal((IncidentOutcome.Recovered, 1), (record.Outcome, record.Actions.Count));
    }
}
