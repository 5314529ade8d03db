using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Tests.Guard;

[Trait("Category", "fast")]
public sealed class StormPolicyTests
{
    private static readonly DateTime Noon = Asks.Noon;

    [Fact]
    public void The_first_to_ask_is_the_canary_and_all_others_wait()
    {
        GuardStep<PermitAnswer> first = GuardPolicy.Ask(new(), Asks.For("1", sick: 60, total: 100));

        Assert.Equal(new PermitAnswer(true, null, IsCanary: true), first.Answer);
        Assert.Equal(new Storm(Noon, 60, 100, CanaryState.Trying, "incident-1", "1"), first.State.Storm);
        Assert.Equal(RefusalKind.Storm, first.State.Refusal(Asks.For("2", 60, 100))?.Kind);
    }

    [Fact]
    public void A_canary_that_recovers_opens_the_way_for_the_rest_one_by_one()
    {
        GuardState helped = GuardHistory.Return(Stormy(), Asks.Back("1", helped: true));

        GuardState second = helped.Granted(Asks.For("2", 59, 100));

        Assert.Equal(RefusalKind.Storm, second.Refusal(Asks.For("3", 59, 100))?.Kind);
        Assert.Null(GuardHistory.Return(second, Asks.Back("2", helped: true)).Refusal(Asks.For("3", 58, 100)));
    }

    [Fact]
    public void A_canary_that_does_not_recover_stops_everybody_itself_too_until_another_one_is_tried_or_the_storm_is_over()
    {
        GuardState failed = GuardHistory.Return(Stormy(), Asks.Back("1", helped: false));

        Assert.Equal(RefusalKind.StormCanaryFailed, failed.Refusal(Asks.For("1", 60, 100) with { Action = RepairAction.Reimage })?.Kind);
        Assert.Equal(RefusalKind.StormCanaryFailed, failed.Refusal(Asks.For("2", 60, 100))?.Kind);
        Assert.Null(failed.Refusal(Asks.For("2", 50, 100)));
    }

    // It may have had a fault of its own, and what all shared may be mended meanwhile.
    [Fact]
    public void A_while_after_a_canary_that_did_not_recover_another_instance_is_the_canary()
    {
        GuardState failed = GuardHistory.Return(Stormy().At(Noon.AddMinutes(5)), Asks.Back("1", helped: false, at: Noon.AddMinutes(5)));
        PermitRequest early = Asks.For("2", 60, 100) with { Now = Noon.AddMinutes(15).AddSeconds(-1) };
        PermitRequest due = early with { Now = Noon.AddMinutes(15) };

        Assert.Equal((RefusalKind.StormCanaryFailed, Noon.AddMinutes(15)), (failed.At(early.Now).Refusal(early)?.Kind, failed.At(early.Now).Refusal(early)?.ActsAt));
        GuardStep<PermitAnswer> second = GuardPolicy.Ask(failed.At(due.Now), due);

        Assert.Equal(new PermitAnswer(true, null, IsCanary: true), second.Answer);
        Assert.Equal(new Storm(Noon, 60, 100, CanaryState.Trying, "incident-2", "2"), second.State.Storm);
        Assert.Equal(RefusalKind.Storm, second.State.Refusal(Asks.For("3", 60, 100) with { Now = due.Now })?.Kind);
    }

    [Fact]
    public void The_same_instance_is_the_canary_again_only_when_no_other_was_for_twice_that_time()
    {
        GuardState failed = GuardHistory.Return(Stormy(), Asks.Back("1", helped: false));
        PermitRequest again = Asks.For("1", 60, 100) with { Action = RepairAction.Reimage };

        Assert.Equal(RefusalKind.StormCanaryFailed, failed.At(Noon.AddMinutes(19)).Refusal(again with { Now = Noon.AddMinutes(19) })?.Kind);
        Assert.Null(failed.At(Noon.AddMinutes(20)).Refusal(again with { Now = Noon.AddMinutes(20) }));
    }

    [Fact]
    public void A_storm_that_was_recorded_before_there_was_such_a_time_counts_from_its_beginning()
    {
        Storm old = new(Noon, 60, 100, CanaryState.Failed, "incident-1", "1");

        Assert.False(StormPolicy.MayTryAgain(old, "2", Asks.Limits, Noon.AddMinutes(9)));
        Assert.True(StormPolicy.MayTryAgain(old, "2", Asks.Limits, Noon.AddMinutes(10)));
    }

    // What the platform did not get done, nobody could see, or a person has ended, says nothing of what all of them share.
    [Fact]
    public void After_a_canary_of_which_nobody_knows_whether_it_helped_another_one_is_tried_at_once()
    {
        GuardState undecided = GuardHistory.Return(Stormy(), Asks.Back("1", helped: false) with { IsUndecided = true });

        Assert.True(GuardPolicy.Ask(undecided, Asks.For("2", 60, 100)).Answer.IsCanary);
        Assert.Equal([new Repair("1", RepairAction.Restart, Noon, false)], undecided.Repairs);
        Assert.Equal(CanaryState.None, GuardHistory.End(Stormy(), Asks.Ended("1", recovered: false) with { IsUndecided = true }).State.Storm!.Canary);
    }

    [Fact]
    public void It_ends_by_itself_and_says_why()
    {
        GuardState failed = GuardHistory.Return(Stormy(), Asks.Back("1", helped: false));

        GuardState over = GuardCommands.See(failed.At(Noon.AddMinutes(4)), new(50, 100, Noon.AddMinutes(5), Asks.Limits));

        Assert.Equal(
            (null, new PastStorm(Noon, Noon.AddMinutes(5), CanaryState.Failed, "50 of 100 instances are sick, which is not more than half")), (over.Storm, over.LastStorm));
    }

    // The one in repair is changing, so it does not look sick, and it is not well either.
    [Fact]
    public void It_does_not_end_because_the_canary_is_being_repaired()
    {
        GuardState tried = GuardCommands.See(Stormy(), new(50, 100, Noon.AddMinutes(1), Asks.Limits));

        Assert.Equal(new Storm(Noon, 50, 100, CanaryState.Trying, "incident-1", "1"), tried.Storm);
        Assert.Null(GuardCommands.See(GuardHistory.Return(tried, Asks.Back("1", helped: true)), new(50, 100, Noon.AddMinutes(1), Asks.Limits)).Storm);
    }

    [Fact]
    public void Nothing_is_concluded_from_a_look_that_sees_nothing()
    {
        Assert.NotNull(GuardCommands.See(Stormy(), new(0, 0, Noon.AddMinutes(1), Asks.Limits)).Storm);
    }

    [Theory]
    [InlineData(false, false, CanaryState.None)] // it did nothing: another one is tried
    [InlineData(true, false, CanaryState.Failed)]
    [InlineData(true, true, CanaryState.Helped)]
    public void A_canary_whose_incident_ends_without_giving_the_permit_back(bool acted, bool recovered, CanaryState expected)
    {
        GuardState ended = GuardHistory.End(Stormy(), Asks.Ended("1", recovered) with { Acted = acted }).State;

        Assert.Equal((expected, 0), (ended.Storm!.Canary, ended.Permits.Count));
    }

    [Fact]
    public void After_a_canary_that_was_given_up_another_one_is_tried()
    {
        PermitRequest second = Asks.For("2", 60, 100);

        Assert.True(GuardPolicy.Ask(GuardHistory.Abandon(Stormy(), Asks.Gone("1")).State, second).Answer.IsCanary);
        Assert.True(GuardPolicy.Ask(Stormy().At(Noon + Asks.Limits.PermitLife), second with { Now = Noon + Asks.Limits.PermitLife }).Answer.IsCanary);
    }

    [Fact]
    public void A_repair_from_before_the_storm_is_waited_for()
    {
        GuardState before = new GuardState().Granted(Asks.For("1", 1, 3));

        Assert.Equal(RefusalKind.Storm, before.Refusal(Asks.For("2", 3, 3))?.Kind);
        Assert.True(GuardPolicy.Ask(GuardHistory.Return(before, Asks.Back("1", helped: false)), Asks.For("2", 3, 3)).Answer.IsCanary);
    }

    [Fact]
    public void What_a_person_orders_is_no_canary()
    {
        GuardState ordered = new GuardState().Granted(Asks.For("1", 3, 3) with { IsManual = true });

        Assert.Equal(CanaryState.None, ordered.Storm!.Canary);
        Assert.Equal(CanaryState.None, GuardHistory.Return(ordered, Asks.Back("1", helped: false)).Storm!.Canary);
    }

    private static GuardState Stormy() => new GuardState().Granted(Asks.For("1", sick: 60, total: 100));
}
