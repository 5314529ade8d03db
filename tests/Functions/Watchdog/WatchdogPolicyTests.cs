using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

[Trait("Category", "fast")]
public sealed class WatchdogPolicyTests
{
    [Fact]
    public void Sick_in_two_looks_in_a_row_opens_an_incident_since_the_first()
    {
        Facts facts = new();

        Assert.Empty(facts.Sees("bbb").Openings);
        Assert.Equal([new WatchOpening("1", Facts.Noon.AddSeconds(15), null)], facts.Sees("bbb").Openings);
    }

    [Theory]
    [InlineData("ggg")]
    [InlineData("bgg")]
    public void Well_in_between_begins_the_count_anew(string between)
    {
        Facts facts = new();
        facts.Sees("bbb");
        facts.Sees(between);

        Assert.Empty(facts.Sees("bbb").Openings);
    }

    [Fact]
    public void A_look_that_does_not_tell_neither_counts_nor_begins_anew()
    {
        Facts facts = new();
        facts.Sees("bbb");

        Assert.Empty(facts.Sees(null).Openings);
        Assert.Empty(facts.Sees("buu").Openings);
        Assert.Empty(facts.Sees("bbb", isChanging: true).Openings);
        Assert.Single(facts.Sees("bbb").Openings);
    }

    [Fact]
    public void The_same_look_shown_twice_counts_once()
    {
        Facts facts = new();
        facts.Sees("bbb");
        TierObservation again = Look.Of(Look.Instance("1", "bbb"), Look.Instance("2", "ggg"), Look.Instance("3", "ggg")) with { At = facts.Now };

        Assert.Empty(facts.Judges(again).Openings);
    }

    [Fact]
    public void An_incident_that_is_open_is_enough()
    {
        Facts facts = new();
        facts.Opens("1");
        facts.Sees("bbb");

        Assert.Empty(facts.Sees("bbb").Openings);
    }

    [Fact]
    public void After_an_incident_that_did_not_help_the_next_one_waits_a_while()
    {
        Facts facts = new();
        facts.Opens("1");
        facts.Sees("bbb");
        facts.Sees("bbb");
        facts.Running.Clear();
        DateTime ended = facts.Now;

        Assert.Empty(facts.Sees("bbb").Openings);
        Assert.Empty(facts.SeesAt(ended.AddMinutes(9), "bbb").Openings);
        Assert.Single(facts.SeesAt(ended.AddMinutes(10), "bbb").Openings);
    }

    [Fact]
    public void One_that_was_well_after_its_incident_is_a_new_case()
    {
        Facts facts = new();
        facts.Opens("1");
        facts.Sees("bbb");
        facts.Running.Clear();
        facts.Sees("ggg");
        facts.Sees("bbb");

        Assert.Single(facts.Sees("bbb").Openings);
    }

    [Fact]
    public void What_it_opened_itself_is_not_opened_again_at_the_next_look()
    {
        Facts facts = new();
        facts.Sees("bbb");
        facts.Sees("bbb");

        Assert.Empty(facts.Sees("bbb").Openings);
    }

    [Fact]
    public void What_could_not_be_opened_is_opened_at_the_next_look()
    {
        Facts facts = new() { OpensFail = true };
        facts.Sees("bbb");
        facts.Sees("bbb");

        Assert.Single(facts.Sees("bbb").Openings);
        Assert.Empty(facts.Memory.Awaited);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(-5, true)]
    public void An_incident_that_began_and_ended_between_two_looks_is_known_when_it_was_about_this_fault(int endedAfterSickSeconds, bool opens)
    {
        Facts facts = new();
        facts.Sees("bbb");
        facts.Ended.Add(new(IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 1), facts.Now.AddSeconds(endedAfterSickSeconds)));

        Assert.Equal(opens, facts.Sees("bbb").Openings.Count > 0);
    }

    // Looks come every 15 s: w shows it well, ? does not tell, - cannot be read, b shows it sick. The incident ended 5 s after the first.
    [Theory]
    [InlineData("wbb", true, false)]
    [InlineData("w?bb", true, false)]
    [InlineData("w-bb", true, false)]
    [InlineData("wbb", false, true)]
    [InlineData("wwbb", true, true)]
    [InlineData("?bb", true, false)]
    public void One_that_has_not_resolved_the_fault_and_ended_before_it_was_seen_is_known_too(string looks, bool isUnresolved, bool opens)
    {
        Facts facts = new();
        facts.Ended.Add(new(IncidentKey.IncidentId(IncidentKey.ForInstance("1"), 1), Facts.Noon.AddSeconds(20)) { IsUnresolved = isUnresolved });

        WatchOpening[] opened = [.. looks.SelectMany(look => facts.Sees(look switch { 'w' => "ggg", 'b' => "bbb", '-' => null, _ => "???" }).Openings)];

        Assert.Equal(opens, opened.Length > 0);
    }

    [Fact]
    public void A_clock_that_was_five_hours_ahead_at_one_look_does_not_keep_the_next_incident_back()
    {
        Facts facts = new();
        facts.Opens("1");
        facts.SeesAt(Facts.Noon.AddHours(5), "bbb");
        facts.Running.Clear();
        facts.SeesAt(Facts.Noon.AddSeconds(30), "bbb");

        Assert.Single(facts.SeesAt(Facts.Noon.AddMinutes(11), "bbb").Openings);
    }

    [Fact]
    public void When_all_fall_at_once_each_gets_an_incident_and_the_guard_says_who_is_repaired()
    {
        Facts facts = new();
        TierObservation fallen = Look.Of(Look.Instance("1", "bbb"), Look.Instance("2", "bbb"), Look.Instance("3", "bbb"));
        facts.Judges(fallen);

        Assert.Equal(["1", "2", "3"], facts.Judges(fallen with { At = fallen.At.AddSeconds(15) }).Openings.Select(opening => opening.Target));
    }

    [Fact]
    public void One_that_falls_three_times_within_ten_minutes_flaps_though_it_serves_at_the_moment()
    {
        Facts facts = new();
        foreach (string votes in new[] { "bbb", "ggg", "bbb", "ggg" })
        {
            Assert.Empty(facts.Sees(votes).Openings);
        }

        Assert.Equal([new WatchOpening("1", Facts.Noon.AddSeconds(15), "it stopped serving 3 times within 10 min")], facts.Sees("bbb").Openings);
        Assert.Empty(facts.Sees("ggg").Openings);
    }

    [Fact]
    public void One_that_falls_three_times_flaps_also_when_it_had_an_incident_each_time_that_ended_without_an_action()
    {
        Facts facts = new();
        foreach (string? flapping in new[] { null, null, "it stopped serving 3 times within 10 min" })
        {
            List<WatchOpening> opened = [.. facts.Sees("bbb").Openings, .. facts.Sees("bbb").Openings];
            Assert.Equal((1, flapping), (opened.Count, opened[0].Flapping));
            facts.Sees("ggg");
            facts.Sees("ggg");
        }
    }

    [Fact]
    public void What_is_repaired_does_not_flap()
    {
        Facts facts = new();
        facts.Sees("bbb");
        facts.Sees("ggg");
        facts.Guard = new GuardState { Permits = [new("incident-1", "1", RepairAction.Restart, "a test", false, false, Facts.Noon, Facts.Noon.AddHours(2), false)] };
        facts.Sees("bbb");
        facts.Sees("ggg");
        facts.Guard = new();
        facts.Sees("bbb");
        facts.Sees("ggg");

        Assert.Empty(facts.Sees("ggg").Openings);
    }

    [Fact]
    public void Nothing_is_remembered_of_those_that_are_well()
    {
        Facts facts = new();
        facts.Sees("bbb");
        facts.Sees("ggg");

        Assert.Empty(facts.SeesAt(facts.Now.AddMinutes(11), "ggg").Memory.Targets);
    }

    [Fact]
    public void The_last_look_is_kept_with_what_it_saw()
    {
        Facts facts = new();

        Assert.Equal(new WatchdogCheck(Facts.Noon.AddSeconds(15), 1, 3, ""), facts.Sees("bbb").Memory.Last);
        Assert.Equal(new WatchdogCheck(Facts.Noon.AddSeconds(30), 0, 0, "the instances could not be read (503)"), facts.Sees(null).Memory.Last);
    }
}
