using Steadfast.Functions.Actions;
using Steadfast.Functions.Incidents;
using Steadfast.Local.Scenarios.Invariants;
using static Steadfast.Scenarios.Tests.MadeUpActions;

namespace Steadfast.Scenarios.Tests;

/// <summary>Each invariant is broken once, and only that one is reported.</summary>
[Trait("Category", "fast")]
public sealed class InvariantPolicyTests
{
    [Fact]
    public void Nothing_is_held_against_a_plain_repair() => Assert.Equal([], Broken(Good));

    [Fact]
    public void Two_repairs_at_once_are_more_than_one_in_five_of_three() => Assert.Equal(
        ["never more repairs at once than allowed (1): 2 at most"],
        Broken(Good with { Operations = [Restart("1", 10, 20), Restart("2", 15, 25)], Incidents = [Incident(Told("1", 10, 20)), Incident(Told("2", 15, 25))], Health = History("1", "2") }));

    [Fact]
    public void Two_repairs_at_once_are_not_too_many_of_ten() => Assert.Equal(
        [],
        Broken(Good with { Instances = 10, Operations = [Restart("1", 10, 20), Restart("2", 15, 25)], Incidents = [Incident(Told("1", 10, 20)), Incident(Told("2", 15, 25))], Health = History("1", "2") }));

    [Theory]
    [InlineData(9, true, 12, true)] // with the one that is added there are ten
    [InlineData(9, true, 16, false)]
    [InlineData(8, true, 12, false)]
    [InlineData(10, false, 12, true)] // it was counted a moment before
    [InlineData(10, false, 2, false)]
    [InlineData(11, false, 2, true)]
    public void An_instance_that_came_or_went_counts_from_then_on(int instances, bool comes, double at, bool isMet)
    {
        ObservedActions seen = Good with
        {
            Instances = instances,
            Operations = [Restart("1", 10, 20), Restart("2", 15, 25)],
            Moves = [new(At(at), "9", comes)],
        };

        Assert.Equal(isMet, !Broken(seen).Any(text => text.StartsWith("never more repairs at once", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(-30, 3)]
    [InlineData(-61, 2)]
    public void What_autoscale_asked_for_counts_unless_it_has_not_been_there_for_an_hour(double wentAt, int size)
    {
        ObservedActions seen = Good with { Resized = [new(At(-7200), 5)], Moves = [new(At(wentAt * 60), "3", Comes: false)] };

        Assert.Equal(size, seen.SizeAt(At(0)));
    }

    [Fact]
    public void A_restart_of_one_that_serves_while_another_does_not_falls_below_the_floor() => Assert.Equal(
        ["its own actions leave at least 2 of 3 serving: restart 2"],
        Broken(Good with { Operations = [Restart("2", 10, 20)], Incidents = [Incident(Told("2", 10, 20))] }));

    [Theory]
    [InlineData(8.9, "its own actions leave at least 2 of 3 serving: restart 2")]
    [InlineData(9.1, null)]
    public void One_that_serves_for_no_longer_than_a_look_is_old_was_not_seen_to_serve(double since, string? expected)
    {
        HealthHistory history = History("1", "2");
        history.Change(At(since), "2", serves: true);

        Assert.Equal(
            expected is null ? [] : [expected],
            Broken(Good with { Operations = [Restart("2", 10, 20)], Incidents = [Incident(Told("2", 10, 20))], Health = history }));
    }

    [Theory]
    [InlineData(9.9, false, 11, null)]
    [InlineData(9.5, false, 9.9, null)] // a look that is a second old saw it fail
    [InlineData(8, false, 8.9, "its own actions leave at least 2 of 3 serving: restart 2")]
    [InlineData(10.1, false, 11, "its own actions leave at least 2 of 3 serving: restart 2")]
    [InlineData(9.9, true, 11, "its own actions leave at least 2 of 3 serving: restart 2")]
    public void One_that_failed_a_probe_just_now_did_not_serve_though_the_balancer_has_not_taken_it_out_yet(double probed, bool succeeded, double well, string? expected)
    {
        HealthHistory history = History("1");
        history.Probed(At(5), "2", succeeded: true);
        history.Probed(At(probed), "2", succeeded);
        history.Probed(At(well), "2", succeeded: true);

        Assert.Equal(
            expected is null ? [] : [expected],
            Broken(Good with { Operations = [Restart("2", 10, 20)], Incidents = [Incident(Told("2", 10, 20))], Health = history }));
    }

    [Fact]
    public void A_second_action_during_the_first_is_seen_in_the_record_and_at_the_platform()
    {
        Assert.Equal(
            ["no second action on a target while one runs: restart 1 during restart 1"],
            Broken(Good with { Incidents = [Incident(Told("1", 10, 20), Told("1", 15, 30))] }));
        Assert.Contains(
            "no second action on a target while one runs: restart 1 during restart 1",
            Broken(Good with { Operations = [Restart("1", 10, 20), Restart("1", 15, 30)] }));
    }

    [Fact]
    public void An_incident_that_stays_open_is_named() => Assert.Equal(
        ["every incident ends with a reason: incident-x is Open (it serves again)"],
        Broken(Good with { Incidents = [Incident(Told("1", 10, 20)) with { Outcome = IncidentOutcome.Open }] }));

    [Fact]
    public void An_incident_without_a_reason_is_named() => Assert.Equal(
        ["every incident ends with a reason: incident-x is Recovered ()"],
        Broken(Good with { Incidents = [Incident(Told("1", 10, 20)) with { Reason = "" }] }));

    [Theory]
    [InlineData(8.5, null, "no new action later than 1 s after a pause: restart 1")]
    [InlineData(8.5, 30.0, "no new action later than 1 s after a pause: restart 1")]
    [InlineData(8.5, 9.9, null)]
    [InlineData(9.5, null, null)]
    [InlineData(11.0, null, null)]
    public void An_action_counts_against_a_pause_that_holds(double from, double? until, string? expected) => Assert.Equal(
        expected is null ? [] : [expected],
        Broken(Good with { Pauses = [new(At(from), until is { } end ? At(end) : null)] }));

    [Fact]
    public void An_action_that_names_nobody_and_one_that_is_in_no_record_are_named() => Assert.Equal(
        ["every action names who asked for it: restart 1 names nobody; reimage 1 is in no record"],
        Broken(Good with { Operations = [Restart("1", 10, 20), Restart("1", 30, 40) with { Kind = "reimage" }], Incidents = [Incident(Told("1", 10, 20) with { AskedBy = " " })] }));

    [Fact]
    public void A_replacement_is_one_action_in_the_record_and_two_operations_at_the_platform() => Assert.Equal(
        [],
        Broken(Good with
        {
            Operations = [Restart("", 10, 20) with { Kind = "capacity" }, Restart("1", 20, 25) with { Kind = "delete" }],
            Incidents = [Incident(Told("1", 10, 25) with { Kind = "replace" })],
        }));

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void A_repair_that_is_stuck_counts_until_its_own_deadline(double second, bool isMet)
    {
        ObservedActions seen = Good with
        {
            Bounds = Good.Bounds with { CountsFor = _ => TimeSpan.FromSeconds(10) },
            Operations = [Restart("1", 10, 50), Restart("2", second, second + 5)],
        };

        Assert.Equal(isMet, !Broken(seen).Any(text => text.StartsWith("never more repairs at once", StringComparison.Ordinal)));
        Assert.Contains(Broken(seen with { Bounds = Good.Bounds }), text => text.StartsWith("never more repairs at once", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("taken back by the replacement that added it", 12, 22, null)]
    [InlineData("not added by it", 5, 22, "delete 4 is in no record")]
    [InlineData("after the replacement was over", 12, 45, "delete 4 is in no record")]
    [InlineData("before it began", 12, 9, "delete 4 is in no record")]
    public void A_newcomer_that_is_taken_back_is_a_part_of_the_replacement_and_nothing_else_is(string what, double comes, double deleted, string? breach)
    {
        string[] broken = Broken(Good with
        {
            Operations = [Restart("", 10, 20) with { Kind = "capacity" }, Restart("4", deleted, deleted + 3) with { Kind = "delete" }],
            Incidents = [Incident(Told("1", 10, 26) with { Kind = "replace", Result = ActionResult.Failed })],
            Moves = [new(At(comes), "4", Comes: true)],
        });

        Assert.Equal((what, breach is not null), (what, broken.Any(text => text.EndsWith(breach ?? "is in no record", StringComparison.Ordinal))));
    }
}
