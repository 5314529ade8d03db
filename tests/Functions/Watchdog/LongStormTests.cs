using Steadfast.Functions.Guard;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>
/// When most web servers are down and the repair that was tried first did not help, people know. They are told of the rest in time, and
/// another one is tried after a while.
/// </summary>
[Trait("Category", "fast")]
public sealed class LongStormTests
{
    private static readonly Storm Failed = new(Facts.Noon, 2, 3, CanaryState.Failed, "incident-2", "2") { FailedAt = Facts.Noon };

    // No other one is tried while the breaker is open.
    private readonly Facts _facts = new() { Guard = new() { Storm = Failed, Breaker = new([], Facts.Noon) } };

    [Fact]
    public void Another_one_is_tried_ten_minutes_later_and_no_alert_is_awaited_for_it()
    {
        Facts facts = new() { Guard = new() { Storm = Failed } };

        Assert.Empty(Until(facts, Facts.Noon.AddMinutes(10).AddSeconds(-1), "bbb"));
        Assert.Equal([new WatchOpening("1", Facts.Noon.AddSeconds(15), null) { IsTest = true }], Until(facts, Facts.Noon.AddMinutes(10), "bbb"));
        Assert.Empty(facts.Memory.Awaited);
    }

    [Fact]
    public void One_at_a_time_is_tried()
    {
        Facts facts = new() { Guard = new() { Storm = Failed } };
        facts.Opens("2");

        Assert.Empty(Until(facts, Facts.Noon.AddMinutes(14), "bbb"));
    }

    [Fact]
    public void The_same_one_is_tried_again_when_no_other_is_down()
    {
        Facts facts = new() { Guard = new() { Storm = Failed with { CanaryTarget = "1" } } };
        facts.Opens("1");
        facts.Sees("bbb");
        facts.Running.Clear();
        List<WatchOpening> opened = [];
        while (facts.Now < Facts.Noon.AddMinutes(20))
        {
            opened.AddRange(facts.Sees("bbb").Openings);
        }

        Assert.Equal(["1"], opened.Select(opening => opening.Target));
    }

    [Fact]
    public void One_that_falls_meanwhile_and_had_no_incident_has_one_after_a_quarter_of_an_hour()
    {
        Assert.Empty(Until(_facts.Now.AddMinutes(15), "bbb"));
        Assert.Equal([("1", Facts.Noon.AddSeconds(15))], Until(_facts.Now.AddHours(1), "bbb").Select(opening => (opening.Target, opening.FirstFailure)));
    }

    [Fact]
    public void One_that_had_an_incident_has_the_next_one_two_hours_later()
    {
        _facts.Opens("1");
        _facts.Sees("bbb");
        _facts.Running.Clear();

        Assert.Empty(Until(_facts.Now.AddMinutes(119), "bbb"));
        Assert.Single(Until(_facts.Now.AddMinutes(2), "bbb"));
        Assert.Empty(Until(_facts.Now.AddMinutes(118), "bbb"));
    }

    [Fact]
    public void One_that_serves_in_between_has_fallen_anew()
    {
        Assert.Empty(Until(_facts.Now.AddMinutes(14), "bbb"));
        _facts.Sees("ggg");
        Assert.Empty(Until(_facts.Now.AddMinutes(14), "bbb"));
    }

    [Fact]
    public void One_that_serves_off_and_on_is_left_alone()
    {
        for (int fall = 0; fall < 9; fall++)
        {
            Assert.Empty(_facts.Sees("bbb").Openings);
            Assert.Empty(_facts.Sees("ggg").Openings);
        }
    }

    [Fact]
    public void When_it_is_over_those_that_are_still_sick_have_their_turn()
    {
        Assert.Empty(Until(_facts.Now.AddMinutes(5), "bbb"));
        _facts.Guard = new();

        Assert.Single(_facts.Sees("bbb").Openings);
    }

    private List<WatchOpening> Until(DateTime end, string votes) => Until(_facts, end, votes);

    private static List<WatchOpening> Until(Facts facts, DateTime end, string votes)
    {
        List<WatchOpening> opened = [];
        while (facts.Now.AddSeconds(15) <= end)
        {
            opened.AddRange(facts.SeesAt(facts.Now.AddSeconds(15), Look.Of(Look.Instance("1", votes), Look.Instance("2", "bbb"), Look.Instance("3", "ggg"))).Openings.Where(opening => opening.Target == "1"));
        }

        return opened;
    }
}
