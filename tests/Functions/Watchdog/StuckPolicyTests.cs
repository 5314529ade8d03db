using Microsoft.DurableTask.Client;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

[Trait("Category", "fast")]
public sealed class StuckPolicyTests
{
    private static readonly string Id = IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 1);

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, true)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false)]
    public void One_that_does_not_run_is_told_at_the_second_look_and_given_up_or_resumed(OrchestrationRuntimeStatus status, bool giveUp)
    {
        Facts facts = With(status);

        Assert.Empty(facts.Sees("bbb").Stuck);
        WatchdogPlan second = facts.Sees("bbb");

        Assert.Equal([(Id, giveUp)], second.Stuck.Select(remedy => (remedy.IncidentId, remedy.GiveUp)));
        Assert.Equal([second.Stuck[0].Notice], second.Notices);
    }

    [Fact]
    public void One_that_began_between_two_looks_is_left_alone()
    {
        Facts facts = With(OrchestrationRuntimeStatus.Pending);
        facts.Sees("bbb");
        facts.Running[0] = facts.Running[0] with { Status = OrchestrationRuntimeStatus.Running };

        Assert.Empty(facts.Sees("bbb").Stuck);
        Assert.Empty(facts.Memory.Stuck);
    }

    [Fact]
    public void One_that_stays_suspended_is_resumed_at_each_look_and_then_given_up_and_people_are_told_once_of_either()
    {
        Facts facts = With(OrchestrationRuntimeStatus.Suspended);

        WatchdogPlan[] plans = [.. Enumerable.Range(0, 4).Select(_ => facts.Sees("bbb"))];

        Assert.Equal([null, false, false, true], plans.Select(plan => plan.Stuck is [var remedy] ? remedy.GiveUp : (bool?)null));
        Assert.Equal([0, 1, 0, 1], plans.Select(plan => plan.Notices.Count));
    }

    [Fact]
    public void One_that_has_the_id_of_one_that_was_purged_is_told_of_again()
    {
        Facts facts = With(OrchestrationRuntimeStatus.Pending);
        facts.Sees("bbb");
        Assert.Single(facts.Sees("bbb").Notices);
        facts.Running[0] = facts.Running[0] with { Since = Facts.Noon.AddDays(40) };
        facts.Sees("bbb");

        Assert.Single(facts.Sees("bbb").Notices);
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Pending, 2)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, 4)]
    public void One_is_not_given_up_because_looks_came_in_a_burst(OrchestrationRuntimeStatus status, int looks)
    {
        Facts facts = With(status);

        for (int look = 0; look < looks; look++)
        {
            Assert.DoesNotContain(facts.SeesAt(Facts.Noon.AddMilliseconds(look), "bbb").Stuck, static remedy => remedy.GiveUp);
        }

        Assert.True(Assert.Single(facts.SeesAt(Facts.Noon.AddSeconds(4), "bbb").Stuck).GiveUp);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void One_of_which_nothing_is_heard_is_given_up_unless_it_waits_for_a_person(bool waits, bool givenUp)
    {
        Facts facts = With(OrchestrationRuntimeStatus.Running);
        facts.Running[0] = facts.Running[0] with { IsWaitingForApproval = waits };

        bool isGivenUp = Enumerable.Range(0, 41).Any(_ => facts.Sees("bbb").Stuck.Count > 0);

        Assert.Equal(givenUp ? (true, Facts.Noon.AddMinutes(10)) : (false, Facts.Noon.AddSeconds(41 * 15)), (isGivenUp, facts.Now));
    }

    [Fact]
    public void One_that_does_something_now_and_then_is_never_given_up()
    {
        Facts facts = With(OrchestrationRuntimeStatus.Running);

        for (int minute = 0; minute < 60; minute++)
        {
            Assert.Empty(facts.SeesAt(Facts.Noon.AddMinutes(minute), "bbb").Stuck);
            facts.Running[0] = facts.Running[0] with { UpdatedAt = Facts.Noon.AddMinutes(minute - (minute % 4)) };
        }
    }

    [Fact]
    public void A_watchdog_that_was_away_for_hours_or_whose_clock_jumped_gives_nobody_up_for_that()
    {
        Facts facts = With(OrchestrationRuntimeStatus.Running);
        facts.Sees("bbb");

        Assert.Empty(facts.SeesAt(Facts.Noon.AddHours(5), "bbb").Stuck);
        Assert.Empty(facts.SeesAt(Facts.Noon.AddHours(10), "bbb").Stuck);
        Assert.Empty(facts.SeesAt(Facts.Noon.AddHours(5), "bbb").Stuck);
    }

    [Fact]
    public void While_the_key_is_held_nothing_is_taken_for_an_incident_and_once_it_is_free_one_is_opened()
    {
        Facts facts = With(OrchestrationRuntimeStatus.Pending);
        Assert.Empty(facts.Sees("bbb").Openings);
        Assert.Empty(facts.Sees("bbb").Openings);
        facts.Running.Clear();

        Assert.Single(facts.Sees("bbb").Openings);
    }

    private static Facts With(OrchestrationRuntimeStatus status)
    {
        Facts facts = new();
        facts.Running.Add(new(Id, Facts.Noon, Facts.Noon, status));
        return facts;
    }
}
