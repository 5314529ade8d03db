using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Invariants;
using static Steadfast.Scenarios.Tests.MadeUpActions;

namespace Steadfast.Scenarios.Tests;

/// <summary>Each invariant of actions, records and the database is broken once, and only that one is reported.</summary>
[Trait("Category", "fast")]
public sealed class FurtherInvariantsTests
{
    private static readonly ObservedActions WithDatabase = Good with
    {
        Incidents = [.. Good.Incidents, OfDatabase()],
        Database = new([Failover(30)], [At(30)], [new(At(0), HighAvailabilityState.Healthy), new(At(30.1), HighAvailabilityState.FailingOver)], [At(5), At(29), At(40)]),
    };

    [Fact]
    public void Nothing_is_held_against_a_plain_failover() => Assert.Equal([], Broken(WithDatabase));

    [Fact]
    public void A_second_restart_that_no_record_knows_is_one_too_many() => Assert.Equal(
        ["the platform is asked once for each action that is decided on: restart 1 is in the records 1 times, and was done 2 times"],
        Broken(Good with { Operations = [Restart("1", 10, 20), Restart("1", 21, 30)] }));

    [Fact]
    public void What_begins_after_the_end_of_its_incident_is_named() => Assert.Contains(
        "nothing is begun once its incident has ended: restart 1 of incident-x",
        Broken(Good with { Incidents = [Incident(Told("1", 10, 20)) with { Timeline = new(Closed: At(9)) }] }));

    [Fact]
    public void A_decision_of_three_minutes_ago_is_old() => Assert.Equal(
        ["no action is older than 2 min when it begins: incident-x was decided on at 12:00:00, and begun at 12:03:01"],
        Broken(Good with
        {
            Run = new(At(0), At(240)),
            LastLook = At(239),
            Operations = [Restart("1", 181, 190)],
            Incidents = [Incident(Told("1", 181, 190)) with { Timeline = new(Decided: At(0)) }],
        }));

    [Fact]
    public void A_newcomer_of_somebody_else_must_not_be_deleted()
    {
        Operation deleted = Restart("4", 30, 35) with { Kind = OperationKind.Delete };
        Operation resized = Restart("", 10, 20) with { Kind = OperationKind.Capacity };
        ObservedActions seen = Good with
        {
            Operations = [resized, deleted],
            ByAnybody = [resized, deleted],
            Incidents = [Incident(Told("1", 10, 35) with { Kind = OperationKind.Replace }, Told("4", 30, 35) with { Kind = "mend" })],
            Moves = [new(At(5), "4", Comes: true), new(At(31), "4", Comes: false)],
        };

        Assert.Contains("it deletes only what it replaces, and what it has added itself: delete 4", Broken(seen));
        Assert.DoesNotContain(
            "it deletes only what it replaces, and what it has added itself: delete 4",
            Broken(seen with { Moves = [new(At(15), "4", Comes: true), new(At(31), "4", Comes: false)] }));
    }

    [Fact]
    public void An_instance_that_goes_without_a_delete_went_because_the_capacity_was_lowered() => Assert.Equal(
        ["no instance goes because the capacity was lowered: 3"],
        Broken(Good with { Moves = [new(At(15), "3", Comes: false)] }));

    [Fact]
    public void A_time_before_the_one_that_it_follows_is_named() => Assert.Equal(
        ["no time in a record contradicts another: incident-x: decided is 2 s before signal"],
        Broken(Good with { Incidents = [Incident(Told("1", 10, 20)) with { Timeline = new(Signal: At(8), Decided: At(6)) }] }));

    [Fact]
    public void A_time_outside_of_the_run_is_named() => Assert.Equal(
        ["every time in a record lies within the run: incident-x names 2026-01-05 17:00:00"],
        Broken(Good with { Incidents = [Incident(Told("1", 10, 20)) with { Timeline = new(Restored: At(18_000)) }] }));

    [Theory]
    [InlineData("hunter2 is the password", "a secret of 7 characters")]
    [InlineData("red \u001b[31m", "what steers a terminal is in 'red31m'")]
    [InlineData("turned \u202e round", "what steers a terminal is in 'turnedround'")]
    [InlineData("half \ud800", "what steers a terminal is in 'half'")]
    public void What_is_no_text_for_people_is_found_in_records_and_in_notices(string text, string found)
    {
        string[] expected = [$"no record and no notice holds a secret, or what steers a terminal: {found}"];

        Assert.Equal(expected, Broken(Good with { Secrets = ["hunter2"], Incidents = [Incident(Told("1", 10, 20)) with { Steps = [new(At(1), StepKind.Decided, text)] }] }));
        Assert.Equal(expected, Broken(Good with { Secrets = ["hunter2"], Notices = [Notified(text)] }));
    }

    [Fact]
    public void A_status_of_more_than_16_KB_is_too_long() => Assert.Equal(
        ["no record outgrows the custom status of 8192 characters while its incident is open: 8193 at most"],
        Broken(Good with { MaxStatus = 8_193 }));

    [Fact]
    public void Forty_notices_about_one_incident_are_too_many() => Assert.Equal(
        ["people are told at most 35 things: 40"],
        Broken(Good with { Notices = [.. Enumerable.Repeat(Notified("it is opened"), 40)] }));

    [Fact]
    public void An_incident_without_a_word_for_five_minutes_is_named() => Assert.Equal(
        ["no incident is silent for longer than 4 min: incident-x"],
        Broken(Good with { Run = new(At(0), At(301)), LastLook = At(300), Incidents = [Incident(Told("1", 10, 20)) with { Steps = [new(At(1), StepKind.Opened, "opened"), new(At(301), StepKind.Closed, "closed")] }] }));

    [Fact]
    public void Steps_that_a_record_had_no_room_for_are_no_silence() => Assert.Equal(
        [],
        Broken(Good with
        {
            Run = new(At(0), At(301)),
            LastLook = At(300),
            Incidents = [Incident(Told("1", 10, 20)) with { Steps = [new(At(1), StepKind.LeftOut, "9 steps are left out here: a record has room for 48 KB"), new(At(301), StepKind.Closed, "closed")] }],
        }));

    [Fact]
    public void An_incident_without_a_word_while_a_person_has_paused_the_automation_is_not() => Assert.Equal(
        [],
        Broken(Good with
        {
            Run = new(At(0), At(301)),
            LastLook = At(300),
            Pauses = [new(At(40), At(200))],
            Incidents = [Incident(Told("1", 10, 20)) with { Steps = [new(At(1), StepKind.Opened, "opened"), new(At(301), StepKind.Closed, "closed")] }],
        }));

    [Theory]
    [InlineData(31)]
    [InlineData(null)]
    public void An_incident_that_goes_on_though_a_person_has_ended_it_is_named(int? closed)
    {
        IncidentRecord incident = Incident(Told("1", 10, 20)) with
        {
            Steps = [new(At(0.5), StepKind.Aborted, "Operator anna ended the incident (known)")],
            Timeline = new(Closed: closed is { } second ? At(second) : null),
        };

        Assert.Equal(
            [$"an incident that a person ends has ended within 30 s: incident-x heard it at 12:00:00 and ended at {(closed is null ? "no time" : "12:00:31")}"],
            Broken(Good with { Incidents = [incident] }));
        Assert.Equal([], Broken(Good with { Incidents = [incident with { Timeline = new(Closed: At(30)) }] }));
    }

    [Fact]
    public void A_watchdog_that_has_stopped_is_noticed() => Assert.Equal(
        ["the watchdog looks to the end: its last look was 30 s old"],
        Broken(Good with { LastLook = At(30) }));

    [Fact]
    public void An_alert_that_is_answered_400_is_turned_away() => Assert.Equal(
        ["no alert is turned away: 400"],
        Broken(Good with { AlertAnswers = ["202", "timeout", "503", "429", "400"] }));

    [Fact]
    public void A_failover_while_writes_are_acknowledged_is_needless()
    {
        Assert.Equal(
            ["no failover by itself of a database that takes writes: failover at 12:00:30.000"],
            Broken(WithDatabase with { Database = WithDatabase.Database! with { Acknowledged = [At(29.9)] } }));
        Assert.Equal([], Broken(WithDatabase with
        {
            Database = WithDatabase.Database! with { Acknowledged = [At(29.9)] },
            Incidents = [.. Good.Incidents, OfDatabase() with { StartedBy = "operator anna" }],
        }));
    }

    [Fact]
    public void A_failover_onto_a_standby_that_is_being_made_is_impossible() => Assert.Equal(
        ["no failover by itself without a standby that can take over: at 12:00:30.000 it was CreatingStandby"],
        Broken(WithDatabase with { Database = WithDatabase.Database! with { Standby = [new(At(0), HighAvailabilityState.Healthy), new(At(20), HighAvailabilityState.CreatingStandby)] } }));

    [Fact]
    public void A_failover_that_no_record_knows_is_noticed() => Assert.Equal(
        ["each failover is in a record: 1 of 2"],
        Broken(WithDatabase with { Database = WithDatabase.Database! with { Operations = [Failover(30), Failover(50)], Acknowledged = [] } }));

    [Fact]
    public void A_limit_of_the_web_servers_on_the_database_is_named() => Assert.Equal(
        ["no limit of the web servers holds the database up: incident-db: Storm"],
        Broken(WithDatabase with { Incidents = [.. Good.Incidents, OfDatabase() with { Refusal = new(RefusalKind.Storm, "too many", null) }] }));

    [Fact]
    public void A_failover_after_a_pause_counts_as_every_action_does() => Assert.Equal(
        ["no new action later than 1 s after a pause: failover"],
        Broken(WithDatabase with { Pauses = [new(At(25), null)] }));

    private static Operation Failover(double from) => Restart("", from, from + 5) with { Kind = OperationKind.Failover };

    private static IncidentRecord OfDatabase() => Incident(Told(IncidentKey.Database, 30, 35) with { Kind = OperationKind.Failover }) with { Id = "incident-db", Target = IncidentKey.Database };

    private static Notice Notified(string text) => new("one", NoticeKind.Opened, "instance 1", text, At(1));
}
