using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Database;

[Trait("Category", "fast")]
public sealed class DatabaseIncidentTests
{
    private const string Failover = "failover from zone 1";
    private static readonly CheckResult NoWrite = CheckResult.Bad("instance 1: it adds no note (503)");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DatabaseObservation[] Times(int count, DatabaseObservation look) => [.. Enumerable.Repeat(look, count)];

    [Fact]
    public async Task A_database_that_is_down_is_failed_over_written_to_and_waited_for()
    {
        DatabaseScript script = new();

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, "write"], script.Acts);
        Assert.Equal((IncidentOutcome.Recovered, FailureKind.Healthy, "database"), (record.Outcome, record.Diagnosis, record.Target));
        Assert.Equal(
            new IncidentTimeline(
                DatabaseSample.At.AddSeconds(-5), DatabaseSample.At, Decided: DatabaseSample.At.AddSeconds(20), ActionAccepted: DatabaseSample.At.AddSeconds(20), ActionDone: DatabaseSample.At.AddSeconds(25),
                Restored: DatabaseSample.At.AddSeconds(25), Closed: DatabaseSample.At.AddSeconds(55)),
            record.Timeline);
        Assert.Equal([NoticeKind.Opened, NoticeKind.Closed], script.Notices.Select(notice => notice.Kind));
    }

    [Theory]
    [InlineData("uuu", 'g')]
    [InlineData("uuu", 'b')]
    [InlineData("rrr", 'g')]
    public async Task Web_servers_that_notice_a_verified_failover_late_are_waited_for(string web, char probe)
    {
        DatabaseObservation late = DatabaseSample.Of(web, probe, standby: "CreatingStandby", zone: "2", replication: '-');
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), .. Times(5, late), DatabaseSample.Moved, DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, "write"], script.Acts);
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Theory]
    [InlineData("uuu", 'b')]
    [InlineData("rrr", 'g')]
    public async Task A_failover_after_which_no_web_server_writes_for_a_minute_did_not_help(string web, char probe)
    {
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), DatabaseSample.Of(web, probe, standby: "CreatingStandby", zone: "2")] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, "write"], script.Acts);
        Assert.Equal((IncidentOutcome.Escalated, DatabaseSample.At.AddSeconds(25 + 60)), (record.Outcome, record.Timeline.Closed));
        Assert.StartsWith("Person needed: the database is still down after 1 failover. Open a support request", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_looks_are_not_enough()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down, DatabaseSample.Down, DatabaseSample.Well] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, 0), (record.Outcome, script.Acts.Length));
    }

    [Fact]
    public async Task The_platform_is_yielded_to()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down, DatabaseSample.FailingOver, DatabaseSample.FailingOver, DatabaseSample.Moved, DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal(["write"], script.Acts);
        Assert.Equal(IncidentOutcome.NoAction, record.Outcome);
        Assert.StartsWith("Database recovered by Azure, no action needed", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_does_not_come_to_an_end_is_overridden_for_a_healthy_standby()
    {
        DatabaseScript script = new() { Looks = [.. Times(20, DatabaseSample.Of("uuu", 'b', "Updating")), DatabaseSample.Moved, DatabaseSample.Redundant] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal(["failover over the platform from zone 1", "write"], script.Acts);
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Theory]
    [InlineData("FailingOver", "ZoneRedundant")]
    [InlineData("CreatingStandby", "ZoneRedundant")]
    [InlineData("RemovingStandby", "SameZone")]
    [InlineData("NotEnabled", "Disabled")]
    public async Task A_platform_that_does_not_come_to_an_end_is_for_a_person_when_the_standby_cannot_take_over(string standby, string mode)
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of("uuu", 'b', "Updating", standby, mode: mode)] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 0), (record.Outcome, script.Acts.Length));
        Assert.StartsWith("Person needed: the database is down and must not be failed over: ", record.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CreatingStandby", "Person needed: the database is down and must not be failed over: the standby is CreatingStandby. Wait until")]
    [InlineData("NotEnabled", "Person needed: the database is down and must not be failed over: the standby is NotEnabled. Wait until")]
    public async Task Without_a_standby_nothing_is_done(string standby, string reason)
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of("uuu", 'b', standby: standby)] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 0), (record.Outcome, script.Acts.Length));
        Assert.StartsWith(reason, record.Reason, StringComparison.Ordinal);
        Assert.Equal(NoticeKind.Escalated, script.Notices[^1].Kind);
    }

    [Fact]
    public async Task What_the_web_tier_alone_says_is_for_a_person()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of("uuu")] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, FailureKind.DatabaseUnreachableFromWebTier, 0), (record.Outcome, record.Diagnosis, script.Acts.Length));
    }

    [Theory]
    [InlineData("rrr", 'w')]
    [InlineData("fff", 'w')]
    [InlineData("rrr", 'f')]
    [InlineData("rrr", 'n')]
    public async Task Web_servers_that_say_no_writes_are_taken_are_not_believed_without_a_write_that_is_refused(string web, char trial)
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of(web, trial: trial)] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, FailureKind.DatabaseUnreachableFromWebTier, 0), (record.Outcome, record.Diagnosis, script.Acts.Length));
        Assert.Contains(trial == 'w' ? "Restart one web server: what it reports" : "if that fails, POST /api/database/failover with mode force. Evidence: ", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_web_server_of_a_hundred_that_speaks_alone_has_nothing_done()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of("r" + new string('?', 99))] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, FailureKind.Unobservable, 0), (record.Outcome, record.Diagnosis, script.Acts.Length));
    }

    [Fact]
    public async Task Writes_come_back_late()
    {
        DatabaseScript script = new() { Writes = [NoWrite, NoWrite, CheckResult.Good("instance 2: a write was taken")] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, DatabaseSample.At.AddSeconds(35)), (record.Outcome, record.Timeline.Restored));
    }

    [Fact]
    public async Task A_failover_that_does_not_help_is_not_repeated()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down], Writes = [NoWrite] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover], script.Acts.Where(act => act != "write"));
        Assert.Equal(IncidentOutcome.Escalated, record.Outcome);
        Assert.StartsWith("Person needed: the database is still down after 1 failover. Open a support request", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failover_that_is_not_carried_out_is_asked_for_the_other_way_once()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Down], Polls = [new(ActionResult.Failed, null, "the platform says Failed (Busy)")], Writes = [NoWrite] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, "restart from zone 1"], script.Acts.Where(act => act != "write"));
        Assert.Equal((IncidentOutcome.Escalated, 2), (record.Outcome, record.Actions.Count));
    }

    [Fact]
    public async Task A_failover_that_was_not_needed_any_more_is_no_failover()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), DatabaseSample.Well], Starts = [new(StartKind.NotNeeded, null, null, "no failover: the decision is of 12:00:20")] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.NoAction, ActionResult.Skipped), (record.Outcome, record.Actions.Single().Result));
    }

    [Fact]
    public async Task A_busy_platform_is_asked_again()
    {
        DatabaseScript script = new()
        {
            Looks = [.. Times(4, DatabaseSample.Down), DatabaseSample.Moved, DatabaseSample.Redundant],
            Starts = [new(StartKind.NotNow, null, TimeSpan.FromSeconds(7), "the platform asks to slow down (429)"), DatabaseScript.Accepted],
        };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal((IncidentOutcome.Recovered, DatabaseSample.At.AddSeconds(27)), (record.Outcome, record.Timeline.ActionAccepted));
    }

    [Fact]
    public async Task A_database_that_does_not_become_redundant_is_for_a_person()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), DatabaseSample.Moved] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal(IncidentOutcome.Escalated, record.Outcome);
        Assert.StartsWith("Person needed: database works without a healthy standby (for 60 min). ", record.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stale_web_servers_are_restarted_one_by_one()
    {
        DatabaseObservation two = DatabaseSample.Of("oorr", zone: "2");
        DatabaseObservation one = DatabaseSample.Of("ooor", zone: "2");
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), .. Times(7, two), one, .. Times(7, one), DatabaseSample.Of("oooo", zone: "2")] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, "write", "restart instance 3", "restart instance 4"], script.Acts);
        Assert.Equal(IncidentOutcome.Recovered, record.Outcome);
    }

    [Fact]
    public async Task A_restart_that_does_not_help_is_not_tried_on_the_next()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), DatabaseSample.Of("oorr", zone: "2")] };

        IncidentRecord record = await VirtualDatabase.RunAsync(script);

        Assert.Equal([Failover, "write", "restart instance 3"], script.Acts);
        Assert.Equal(IncidentOutcome.Escalated, record.Outcome);
    }

    [Fact]
    public async Task A_second_fault_within_the_cool_down_is_for_a_person()
    {
        DatabaseScript script = new() { Looks = [.. Times(3, DatabaseSample.Down), .. Times(3, DatabaseSample.Redundant), DatabaseSample.Down] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync();
        IncidentRecord first = await database.EndAsync();
        database.Clock.Advance(TimeSpan.FromMinutes(10));

        await database.OpenAsync();
        IncidentRecord second = await database.EndAsync();

        Assert.Equal((IncidentOutcome.Recovered, IncidentOutcome.Escalated), (first.Outcome, second.Outcome));
        Assert.Equal((RefusalKind.CoolingDown, first.Timeline.Closed!.Value.AddMinutes(60).UtcDateTime), (second.Refusal!.Kind, second.Refusal.ActsAt));
        Assert.Single(script.Acts, Failover);
    }

    [Fact]
    public async Task An_alert_that_is_over_ends_what_only_waits()
    {
        DatabaseScript script = new() { Looks = [DatabaseSample.Of("ooo", standby: "CreatingStandby")] };
        await using VirtualDatabase database = await VirtualDatabase.StartAsync(script);
        await database.OpenAsync();
        await database.Runtime.Client.RaiseEventAsync(
            database.IncidentId, OpenSignals.Event, new SignalChange(VirtualDatabase.Signal, IsOpen: false, "alert mysql-ha-io was resolved"), Ct);

        IncidentRecord record = await database.EndAsync();

        Assert.Equal((IncidentOutcome.NoAction, "Incident closed without an action: alert mysql-ha-io was resolved, and nothing was started"), (record.Outcome, record.Reason));
    }
}
