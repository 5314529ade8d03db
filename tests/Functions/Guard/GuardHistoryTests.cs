using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

[Trait("Category", "fast")]
public sealed class GuardHistoryTests
{
    private static readonly DateTime Noon = Asks.Noon;

    [Fact]
    public void A_permit_that_is_given_back_with_the_end_is_the_same_as_one_that_was_given_back_before()
    {
        GuardState state = new GuardState().Granted(Asks.Restart);
        PermitReturn given = Asks.Back("1", helped: true);
        IncidentEnd end = Asks.Ended("1", recovered: true);

        Assert.Equal(
            Asks.Text(GuardHistory.End(GuardHistory.Return(state, given), end).State),
            Asks.Text(GuardHistory.End(state, end with { Returned = given }).State));
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1 2", "2")]
    [InlineData("2 1", "2")]
    [InlineData("1 1", "1")] // the first note stays
    public void The_last_request_that_was_accepted_is_kept_with_its_permit(string numbers, string expected)
    {
        GuardState state = new GuardState().Granted(Asks.For("1", 2, 10)).Granted(Asks.For("2", 2, 10));
        int notes = 0;
        foreach (int number in numbers.Split(' ').Select(int.Parse))
        {
            state = GuardHistory.RequestAccepted(state, new(Asks.For("1").IncidentId, "1", new(number, Noon, $"url of note {++notes}")));
        }

        Assert.Equal([expected, null], state.Permits.Select(permit => permit.Accepted?.Number.ToString()));
        Assert.Equal(numbers == "1 2" ? "url of note 2" : "url of note 1", state.Permits[0].Accepted!.StatusUrl);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("1 2", 2)]
    [InlineData("2 1", 2)]
    public void The_last_request_that_was_about_to_be_sent_is_kept_with_its_permit(string numbers, int expected)
    {
        GuardState state = new GuardState().Granted(Asks.For("1", 2, 10)).Granted(Asks.For("2", 2, 10));
        foreach (int number in numbers.Split(' ').Select(int.Parse))
        {
            state = GuardHistory.RequestSent(state, new(Asks.For("1").IncidentId, "1", new(number, Noon)));
        }

        Assert.Equal([new SentRequest(expected, Noon), null], state.Permits.Select(permit => permit.Sent));
    }

    [Fact]
    public void After_an_incident_that_acted_the_same_target_and_class_rest()
    {
        GuardState state = GuardHistory.End(new(), Asks.Ended("1", recovered: true)).State;
        PermitRequest next = Asks.Restart with { IncidentId = "incident-next" };

        Assert.Equal(Noon.AddMinutes(5), state.Refusal(next)?.ActsAt);
        Assert.Null(state.At(Noon.AddMinutes(5)).Refusal(next with { Now = Noon.AddMinutes(5) }));
        Assert.Null(state.Refusal(next with { FailureClass = "slow" }));
        Assert.Null(state.Refusal(Asks.For("2")));
        Assert.Null(state.Refusal(Asks.Restart));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void What_did_nothing_or_was_ordered_leaves_no_rest_and_does_not_count_for_the_breaker(bool acted, bool isManual)
    {
        GuardState state = GuardHistory.End(new(), Asks.Ended("1", recovered: false) with { Acted = acted, IsManual = isManual }).State;

        Assert.Equal((0, 0), (state.CoolDowns.Count, state.Breaker.Failures.Count));
    }

    [Fact]
    public void Three_failures_in_a_row_open_the_breaker_until_a_person_rearms_it()
    {
        GuardState state = After(("1", false, 0), ("2", false, 10), ("3", false, 20));

        Assert.Equal(Noon.AddMinutes(20), state.Breaker.OpenSince);
        Assert.Equal(RefusalKind.BreakerOpen, state.Refusal(Asks.For("4") with { Now = Noon.AddHours(9) })?.Kind);
        Assert.Equal(Noon.AddMinutes(20), GuardHistory.End(state, Asks.Ended("4", recovered: true)).State.Breaker.OpenSince);
        Assert.Equal(RefusalKind.BreakerOpen, GuardCommands.Resume(state, new("a", "anna", Rearm: false, Noon)).Refusal(Asks.For("4"))?.Kind);
        Assert.Null(GuardCommands.Resume(state, new("b", "anna", Rearm: true, Noon)).Refusal(Asks.For("4")));
    }

    [Fact]
    public void Web_servers_that_cannot_be_mended_never_hold_the_failover_of_the_database_up_nor_the_other_way_round()
    {
        GuardState state = After(("1", false, 0), ("2", false, 10), ("3", false, 20));
        Assert.Null(state.Refusal(Asks.Failover with { Now = Noon.AddMinutes(30) }));

        state = After(("database", false, 0), ("database", false, 10), ("database", false, 20));
        DateTime later = Noon.AddHours(9);
        Assert.Equal(
            (RefusalKind.BreakerOpen, "Breaker open: failing the database over did not help 3 times in a row"),
            (state.Refusal(Asks.Failover with { Now = later })!.Kind, state.Refusal(Asks.Failover with { Now = later })!.Reason));
        Assert.Null(state.Refusal(Asks.For("4") with { Now = later }));
        Assert.Null(GuardCommands.Resume(state, new("b", "anna", Rearm: true, later)).Refusal(Asks.Failover with { Now = later }));
    }

    [Fact]
    public void One_that_recovers_in_between_begins_the_count_anew()
    {
        GuardState state = After(("1", false, 0), ("2", false, 1), ("3", true, 2), ("4", false, 3), ("5", false, 4));

        Assert.Equal((null, 2), (state.Breaker.OpenSince, state.Breaker.Failures.Count));
    }

    [Fact]
    public void Failures_of_long_ago_do_not_count()
    {
        GuardState state = After(("1", false, 0), ("2", false, 1), ("3", false, 62));

        Assert.Equal((null, 1), (state.Breaker.OpenSince, state.Breaker.Failures.Count));
    }

    [Fact]
    public void The_highest_rung_within_the_window_is_remembered_of_each_target()
    {
        GuardState state = GuardHistory.Return(new(), Asks.Back("1", helped: true));
        state = GuardHistory.Return(state.At(Noon.AddMinutes(10)), Asks.Back("1", helped: true, RepairAction.Reimage, Noon.AddMinutes(10)));
        state = GuardHistory.Return(state.At(Noon.AddMinutes(40)), Asks.Back("1", helped: true, RepairAction.Restart, Noon.AddMinutes(40)));

        Assert.Equal(new TargetMemory(3, RepairAction.Reimage), GuardHistory.Recall(state.At(Noon.AddMinutes(59)), new("1", Noon.AddMinutes(59), Asks.Limits)));
        Assert.Equal(new TargetMemory(1, RepairAction.Restart), GuardHistory.Recall(state.At(Noon.AddMinutes(70)), new("1", Noon.AddMinutes(70), Asks.Limits)));
        Assert.Equal(new TargetMemory(0, null), GuardHistory.Recall(state.At(Noon.AddMinutes(100)), new("1", Noon.AddMinutes(100), Asks.Limits)));
        Assert.Equal(new TargetMemory(0, null), GuardHistory.Recall(state, new("2", Noon, Asks.Limits)));
    }

    [Theory]
    [InlineData(59, 2, RepairAction.Reimage)]
    [InlineData(61, 1, RepairAction.Reimage)]
    [InlineData(179, 1, RepairAction.Reimage)]
    [InlineData(181, 0, null)]
    public void What_did_not_help_is_remembered_for_longer_than_what_did(int minute, int repairs, RepairAction? highest)
    {
        GuardState state = GuardHistory.Return(new(), Asks.Back("1", helped: true));
        state = GuardHistory.Return(state, Asks.Back("1", helped: false, RepairAction.Reimage));
        DateTime now = Noon.AddMinutes(minute);

        Assert.Equal(new TargetMemory(repairs, highest), GuardHistory.Recall(state.At(now), new("1", now, Asks.Limits)));
    }

    [Fact]
    public void The_last_incident_resumes_what_the_automation_suspended()
    {
        GuardStep<AutoRepairClaim> first = GuardHistory.Hold(new(), "incident-1");
        GuardState suspended = GuardHistory.Suspended(first.State, "incident-1");
        GuardStep<AutoRepairClaim> second = GuardHistory.Hold(suspended, "incident-2");
        GuardStep<bool> one = GuardHistory.End(second.State, Asks.Ended("1", recovered: true));
        GuardStep<bool> other = GuardHistory.End(one.State, Asks.Ended("2", recovered: false));

        Assert.Equal((AutoRepairClaim.Suspend, AutoRepairClaim.Held, false, true), (first.Answer, second.Answer, one.Answer, other.Answer));
        Assert.Equal(["incident-2"], other.State.Hold.Holders);
        Assert.Equal(new AutoRepairLock([], false).ToString(), (GuardHistory.Resumed(other.State, "incident-2").Hold with { Holders = [] }).ToString());
    }

    // Until it is done it is owed, whoever crashes in between; and nobody suspends what is just being resumed.
    [Fact]
    public void A_resumption_is_owed_until_it_is_done_and_others_wait_for_it()
    {
        GuardState resuming = GuardHistory.End(GuardHistory.Suspended(new(), "incident-1"), Asks.Ended("1", recovered: true)).State;

        Assert.Equal(AutoRepairClaim.Wait, GuardHistory.Hold(resuming, "incident-2").Answer);
        Assert.True(GuardHistory.Abandon(resuming, Asks.Gone("1")).Answer);
        Assert.Equal(AutoRepairClaim.Suspend, GuardHistory.Hold(GuardHistory.Resumed(resuming, "incident-1"), "incident-2").Answer);
        Assert.Equal(resuming, GuardHistory.Resumed(resuming, "incident-2"));
    }

    [Fact]
    public void What_somebody_else_suspended_is_not_resumed()
    {
        GuardState held = GuardHistory.Hold(new(), "incident-1").State;

        Assert.False(GuardHistory.End(held, Asks.Ended("1", recovered: true)).Answer);
    }

    // The one that was told to suspend them may be slow; the other must not act while they run.
    [Fact]
    public void Until_they_are_suspended_everybody_who_holds_is_told_to_suspend_them()
    {
        GuardState held = GuardHistory.Hold(new(), "incident-1").State;

        Assert.Equal(AutoRepairClaim.Suspend, GuardHistory.Hold(held, "incident-2").Answer);
    }

    [Fact]
    public void An_abandoned_incident_frees_everything_it_had()
    {
        GuardState state = GuardHistory.Suspended(new GuardState().Granted(Asks.Restart), "incident-1");

        GuardStep<bool> abandoned = GuardHistory.Abandon(state, Asks.Gone("1"));

        Assert.True(abandoned.Answer);
        Assert.Null(abandoned.State.Refusal(Asks.For("1") with { IncidentId = "incident-next" }));
    }

    [Fact]
    public void A_target_that_recovered_is_not_refused_any_more()
    {
        GuardState refused = GuardPolicy.Ask(new() { Pause = new("patching", "anna", Noon, null) }, Asks.Restart).State;

        Assert.Empty(GuardHistory.End(refused, Asks.Ended("1", recovered: true) with { Acted = false }).State.Refusals);
        Assert.Single(GuardHistory.End(refused, Asks.Ended("1", recovered: false) with { Acted = false }).State.Refusals);
    }

    private static GuardState After(params (string Target, bool Recovered, int Minute)[] ends) => ends.Aggregate(
        new GuardState(), (state, end) => GuardHistory.End(state.At(Noon.AddMinutes(end.Minute)), Asks.Ended(end.Target, end.Recovered, Noon.AddMinutes(end.Minute))).State);
}
