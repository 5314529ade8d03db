using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.Reports;

namespace Steadfast.Scenarios.Tests;

/// <summary>Figures of one run are about one incident, and those that contradict each other are no met run.</summary>
[Trait("Category", "fast")]
public sealed class FigurePolicyTests
{
    private static readonly DateTimeOffset Fault = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Parts_of_an_outage_add_up_to_it() => Assert.Equal(
        new WriteOutageParts(900, 1_400, 300, 100),
        FigurePolicy.Parts(At(20), At(2_720), [Incident(signal: 920, closed: 9_000)], [Failover(2_320, 2_620)]));

    [Fact]
    public void Parts_pair_the_signal_and_the_failover_of_the_same_incident() => Assert.Equal(
        new WriteOutageParts(500, 1_000, 300, 200),
        FigurePolicy.Parts(
            At(20_000), At(22_000),
            [Incident(signal: 900, closed: 9_000), Incident(signal: 20_500, closed: 30_000)],
            [Failover(2_000, 2_300), Failover(21_500, 21_800)]));

    [Fact]
    public void The_failover_that_failed_ended_no_outage() => Assert.Equal(
        new WriteOutageParts(900, 2_100, 300, 100),
        FigurePolicy.Parts(
            At(0), At(3_400), [Incident(signal: 900, closed: 9_000)], [Failover(2_000, 2_300) with { Status = Operation.Failed }, Failover(3_000, 3_300)]));

    [Fact]
    public void What_was_over_before_the_outage_began_took_nothing_of_it() => Assert.Equal(
        new WriteOutageParts(0, 0, 200, 100),
        FigurePolicy.Parts(At(500), At(800), [Incident(signal: 100, closed: 9_000)], [Failover(450, 700)]));

    [Fact]
    public void A_write_that_is_back_before_the_platform_is_done_took_no_reconnection() => Assert.Equal(
        new WriteOutageParts(100, 100, 600, 0),
        FigurePolicy.Parts(At(0), At(800), [Incident(signal: 100, closed: 9_000)], [Failover(200, 900)]));

    [Fact]
    public void An_outage_that_no_incident_ended_has_no_parts()
    {
        Assert.Null(FigurePolicy.Parts(At(0), At(800), [Incident(signal: 100, closed: 150)], [Failover(200, 700)]));
        Assert.Null(FigurePolicy.Parts(At(0), At(800), [Incident(signal: 100, closed: 9_000)], []));
        Assert.Null(FigurePolicy.Parts(At(5_000), At(5_800), [Incident(signal: 100, closed: 9_000)], [Failover(200, 700)]));
    }

    [Fact]
    public void A_plain_run_agrees_with_itself() => Assert.Equal(
        new Expectation("the figures agree with each other: yes", Met: true), Judged(Plain(), Incident(signal: 900, closed: 9_000)));

    [Fact]
    public void A_moment_before_the_fault_is_not_shown_and_both_moments_are_named()
    {
        Assert.Null(FigurePolicy.Since(Fault, At(-1_500)));
        Assert.Equal(
            new Expectation("the figures agree with each other: the signal (11:59:58.500) comes before the fault (12:00:00.000)", Met: false),
            Judged(Plain(), Incident(signal: -1_500, closed: 9_000)));
    }

    [Fact]
    public void A_signal_before_the_fault_is_a_late_answer_on_a_machine_that_is_too_busy_and_the_rest_is_judged_as_ever()
    {
        Assert.Equal(
            new Expectation("the figures agree with each other: yes", Met: true),
            Judged(Plain() with { Busy = true }, Incident(signal: -1_500, closed: 9_000)));
        Assert.Equal(
            new Expectation("the figures agree with each other: the first accepted action (12:00:02.000) comes before the decision (12:00:07.000)", Met: false),
            Judged(Plain() with { Busy = true }, Incident(signal: -1_500, closed: 9_000, decided: 7_000)));
    }

    [Fact]
    public void A_decision_after_the_first_accepted_action_is_one_about_another_action() => Assert.Equal(
        new Expectation("the figures agree with each other: the first accepted action (12:00:02.000) comes before the decision (12:00:07.000)", Met: false),
        Judged(Plain(), Incident(signal: 900, closed: 9_000, decided: 7_000)));

    [Theory]
    [InlineData("people are told, 1 expected: 7", false)]
    [InlineData("people are told, 7 expected: 7", true)]
    [InlineData("incidents of what was hurt, at least 1 expected: 7", true)]
    public void A_number_is_met_when_it_is_the_expected_one(string text, bool agrees) =>
        Assert.Equal(agrees, Judged(Plain() with { Expectations = [new(text, Met: true)] }, Incident(signal: 900, closed: 9_000)).Met);

    [Fact]
    public void Parts_with_another_sum_than_the_outage_do_not_agree() => Assert.Equal(
        "the figures agree with each other: the parts of the outage (detection 1, decision 2, failover 3, reconnection 4 ms) are not 11 ms",
        Judged(Plain() with { Writes = new(100, 0, 0, 11) { Parts = new(1, 2, 3, 4) } }, Incident(signal: 900, closed: 9_000)).Text);

    [Fact]
    public void The_row_of_a_run_with_a_database_is_about_its_writes()
    {
        RequestReport writes = new(1_000, 40, 2_700, 2_600);

        Assert.Equal(writes, (Plain() with { Writes = new(1_200, 0, 0, 2_700) { Requests = writes } }).Client);
        Assert.Equal(new RequestReport(500, 3, 10, 20), Plain().Client);
    }

    [Fact]
    public void Of_an_incident_that_found_nothing_wrong_its_end_is_all_there_is_to_tell() => Assert.Equal(
        2,
        ToldPolicy.Count(
            new HashSet<string> { "a", "b", "c" },
            [
                Told("a", NoticeKind.Opened), Told("a", NoticeKind.Closed), Told("b", NoticeKind.Closed) with { CanWait = true },
                Told("c", NoticeKind.Closed), Told("of-another", NoticeKind.Opened), Told("of-another", NoticeKind.Closed),
            ]));

    [Fact]
    public void Of_a_busy_machine_an_incident_that_came_after_the_repair_and_found_nothing_is_left_out()
    {
        IncidentRecord repaired = Incident(signal: 900, closed: 9_000);
        IncidentRecord late = Incident(signal: 9_500, closed: 9_600) with { Outcome = IncidentOutcome.NoAction, Actions = [] };
        IncidentRecord early = Incident(signal: 100, closed: 200) with { Outcome = IncidentOutcome.NoAction, Actions = [] };
        IncidentRecord ofAnother = late with { Target = "3" };
        IncidentRecord again = Incident(signal: 9_700, closed: 9_900);

        Assert.Equal([again, ofAnother, repaired, early], FigurePolicy.WithoutLate([again, ofAnother, late, repaired, early], isTooBusy: true));
        Assert.Equal([late, repaired], FigurePolicy.WithoutLate([late, repaired], isTooBusy: false));
    }

    private static Expectation Judged(DrillReport report, IncidentRecord incident) => report.Judged(incident, Fault, At(5_000)).Expectations[^1];

    private static DrillReport Plain() => new("made", "fast", "recovered", null, [], new(0, null, null, null, null, null, null, null), new(500, 3, 10, 20), null, []);

    private static Notice Told(string incident, NoticeKind kind) => new($"{incident}-{kind}", kind, "database", "told", Fault, incident);

    private static Operation Failover(int from, int to) => new($"{from}", OperationKind.Failover, "", At(from), At(to), Operation.Succeeded, null);

    private static IncidentRecord Incident(int signal, int closed, int? decided = null) => new(
        $"incident-database-{signal}", IncidentKey.Database, "alert", IncidentOutcome.Recovered, "it serves", null,
        new(Signal: At(signal), Decided: At(decided ?? signal + 50), ActionAccepted: At(2_000), ActionDone: At(8_000), Closed: At(closed)),
        [new("failover", IncidentKey.Database, "steadfast", At(2_000), At(8_000), ActionResult.Succeeded, "done")], []);

    private static DateTimeOffset At(int milliseconds) => Fault.AddMilliseconds(milliseconds);
}
