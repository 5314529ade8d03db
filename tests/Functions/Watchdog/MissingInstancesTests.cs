using System.Text.Json;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>No probe fails and no alert fires for an instance that is not there: the watchdog counts.</summary>
[Trait("Category", "fast")]
public sealed class MissingInstancesTests
{
    private static readonly DateTime Noon = Facts.Noon;

    [Fact]
    public void People_are_told_once_when_fewer_than_wanted_are_there_for_a_quarter_of_an_hour()
    {
        Facts facts = new();

        Assert.Empty(Sees(facts, 0, 2, 3).Notices);
        Assert.Empty(Sees(facts, 14, 2, 3).Notices);
        Notice notice = Assert.Single(Sees(facts, 15, 2, 3).Notices);

        Assert.Equal(
            (NoticeKind.InstancesMissing, "scale set",
                "Scale set has 2 of 3 instances that are wanted, and fewer than wanted since 2026-11-20 12:00:00 UTC. Read the activity log of the scale set for the reason, often no room in the zone or a quota that is "
                    + "used up, then ask for the instances again: az vmss scale --new-capacity 3; see docs/operations.md#instances-that-are-missing.",
                NoticeSeverity.Error, PagerStep.Trigger),
            (notice.Kind, notice.Subject, notice.Text, NoticePolicy.SeverityOf(notice), NoticePolicy.StepOf(notice)));
        Assert.Empty(Sees(facts, 20, 2, 3).Notices);
    }

    [Fact]
    public void Each_further_one_that_goes_is_told_once_two_looks_show_it_and_none_that_comes_back()
    {
        Facts facts = new();
        Sees(facts, 0, 5, 6);

        int[] told = [.. new[] { (15, 5), (16, 4), (17, 5), (18, 4), (19, 4), (20, 0), (21, 4), (22, 0), (23, 0), (24, 5) }
            .Where(count => Sees(facts, count.Item1, count.Item2, 6).Notices.Count > 0).Select(count => (count.Item1 * 10) + count.Item2)];

        Assert.Equal([155, 194, 230], told);
    }

    [Fact]
    public void One_that_goes_again_is_told_when_more_than_people_knew_of_were_there_for_a_quarter_of_an_hour()
    {
        Facts facts = new();
        Sees(facts, 0, 3, 5);
        Sees(facts, 15, 3, 5);

        Assert.Empty(Enumerable.Range(16, 15).SelectMany(minute => Sees(facts, minute, 4, 5).Notices));
        Assert.Empty(Enumerable.Range(31, 9).SelectMany(minute => Sees(facts, minute, 3, 5).Notices));
        Assert.Empty(Enumerable.Range(40, 17).SelectMany(minute => Sees(facts, minute, 4, 5).Notices));
        Assert.Empty(Sees(facts, 57, 3, 5).Notices);
        Assert.StartsWith("Scale set has 3 of 5 instances", Assert.Single(Sees(facts, 58, 3, 5).Notices).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("as many as are wanted", 2, 2, null)]
    [InlineData("more than wanted, as during a replacement", 3, 2, null)]
    [InlineData("fewer than wanted", 1, 2, "Scale set has 1 of 2 instances that are wanted, and fewer than wanted since 2026-11-20 12:00:00 UTC")]
    [InlineData("none of those that are wanted", 0, 2, "Scale set has 0 of 2 instances that are wanted, and fewer than wanted since 2026-11-20 12:00:00 UTC")]
    [InlineData("none, and none is wanted", 0, 0, "Scale set has no instance and none is wanted, seen first at 2026-11-20 12:00:00 UTC")]
    public void What_is_wanted_is_known_from_the_scale_set(string what, int count, int wanted, string? told)
    {
        Facts facts = new();
        Sees(facts, 0, count, wanted);

        Assert.Equal((what, told), (what, Sees(facts, 15, count, wanted).Notices.SingleOrDefault()?.Text.Split(". ")[0]));
    }

    [Fact]
    public void One_that_is_made_in_time_was_not_missing()
    {
        Facts facts = new();
        Sees(facts, 0, 2, 3);
        Sees(facts, 10, 3, 3);
        Sees(facts, 11, 3, 3);

        Assert.Empty(Sees(facts, 12, 2, 3).Notices);
        Assert.Empty(Sees(facts, 26, 2, 3).Notices);
        Assert.Single(Sees(facts, 27, 2, 3).Notices);
    }

    [Fact]
    public void One_that_is_being_made_is_not_there_yet_and_one_list_does_not_make_it_so()
    {
        Facts facts = new();
        Sees(facts, 0, 2, 3);
        TierObservation made = Look.Of(Look.Instance("1", "ggg"), Look.Instance("2", "ggg"), Look.Instance("3", "bbb") with { ProvisioningState = "Creating" });

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(8), made).Notices);
        Assert.Empty(Sees(facts, 14, 3, 3).Notices);
        Assert.Empty(Sees(facts, 15, 2, 3).Notices);
        Assert.Single(Sees(facts, 16, 2, 3).Notices);
    }

    [Fact]
    public void A_clock_that_was_ahead_does_not_put_the_notice_off()
    {
        Facts facts = new();
        Sees(facts, 300, 2, 3);
        Sees(facts, 0, 2, 3);

        Assert.Single(Sees(facts, 15, 2, 3).Notices);
    }

    [Fact]
    public void What_is_known_from_before_an_upgrade_stays_known()
    {
        InstanceCount before = JsonSerializer.Deserialize<InstanceCount>("""{"At":"2026-11-20T12:00:00Z","FewerSince":"2026-11-20T12:00:00Z","Told":2}""")!;
        WatchdogInput facts = new(Noon.AddMinutes(1), Seen(2), [], new(), [], [], new() { Memory = new() { Count = before } });

        Assert.Equal(new InstanceCount(Noon, null) { Told = 2, Seen = 2 }, MissingInstancesPolicy.After(facts, new()));
    }

    [Fact]
    public void While_the_platform_changes_the_scale_set_it_is_given_five_minutes_more()
    {
        Facts facts = new();
        Sees(facts, 0, 2, 3, "Updating");

        Assert.Empty(Sees(facts, 19, 2, 3, "Updating").Notices);
        Assert.Single(Sees(facts, 20, 2, 3, "Updating").Notices);
    }

    [Theory]
    [InlineData("too few, by what was wanted five minutes before", 2, null)]
    [InlineData("none", 0, "Scale set has 0 of 3 instances that are wanted, and fewer than wanted since 2026-11-20 12:00:00 UTC")]
    public void Nobody_is_told_by_a_number_that_may_be_old_unless_there_is_none(string what, int count, string? told)
    {
        Facts facts = new();
        Sees(facts, 0, count, 3);
        Sees(facts, 11, count, 3);

        Assert.Equal((what, told), (what, Sees(facts, 16, count, null).Notices.SingleOrDefault()?.Text.Split(". ")[0]));
        Assert.Equal(told is null ? 1 : 0, Sees(facts, 17, count, 3).Notices.Count);
    }

    [Fact]
    public void A_look_that_cannot_be_read_changes_nothing()
    {
        Facts facts = new();
        Sees(facts, 0, 2, 3);

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(20), Look.Unreadable).Notices);
        Assert.Equal(new InstanceCount(Noon, new(Noon, 3, false)) { Seen = 2 }, facts.Memory.Count);
    }

    [Fact]
    public void Fewer_than_nobody_knows_how_many_are_not_missing()
    {
        Facts facts = new();

        Sees(facts, 0, 2, null);

        Assert.Equal(new InstanceCount(null, null) { Seen = 2 }, facts.Memory.Count);
    }

    public static TheoryData<string, InstanceCount?, int, int, bool> Looks => new()
    {
        { "the first", null, 3, 0, true },
        { "all are there, asked four minutes before", new(null, new(Noon, 3, false)), 3, 4, false },
        { "all are there, asked five minutes before", new(null, new(Noon, 3, false)), 3, 5, true },
        { "the clock was put back", new(null, new(Noon, 3, false)), 3, -60, true },
        { "too few for a short time", new(Noon.AddMinutes(1), new(Noon, 3, false)), 2, 4, false },
        { "too few for so long that people are told", new(Noon.AddMinutes(-15), new(Noon, 3, false)), 2, 1, true },
        { "too few, and people know", new(Noon.AddMinutes(-15), new(Noon, 3, false)) { Told = 2 }, 2, 1, false },
        { "fewer than people know of", new(Noon.AddMinutes(-15), new(Noon, 3, false)) { Told = 2 }, 1, 1, true },
        { "too few for long, while the set is changed", new(Noon.AddMinutes(-15), new(Noon, 3, true)), 2, 1, false },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public void The_scale_set_is_asked_every_five_minutes_and_before_people_are_told(string what, InstanceCount? known, int count, int minute, bool asks)
    {
        WatchdogInput facts = new(
            Noon.AddMinutes(minute), Seen(count), [], new(), [], [], new() { Memory = new() { Count = known is null ? null : known with { Seen = count } } });

        Assert.Equal((what, asks), (what, MissingInstancesPolicy.MustAsk(facts, new())));
    }

    [Fact]
    public async Task What_is_wanted_takes_one_request_and_is_not_known_when_that_fails()
    {
        await using ControlPlane plane = await ControlPlane.StartAsync();
        WantedInstancesReader reader = plane.Get<WantedInstancesReader>();
        CancellationToken ct = TestContext.Current.CancellationToken;
        WatchdogInput first = new(Noon, Seen(3), [], new(), [], [], new());
        WatchdogInput next = first with { State = new() { Memory = new() { Count = new(null, new(Noon, 3, false)) } } };

        Assert.Equal(new WantedInstances(Noon, 3, false), await reader.ReadAsync(first, new(), ct));
        Assert.Single(plane.Azure.Requests.Matching("GET", "/web"));
        Assert.Null(await reader.ReadAsync(next, new(), ct));
        plane.Azure.Faults.Throttle(requests: 9, TimeSpan.FromSeconds(30));
        Assert.Null(await reader.ReadAsync(first, new(), ct));
    }

    private static WatchdogPlan Sees(Facts facts, int minute, int count, int? wanted, string state = "Succeeded")
    {
        DateTime now = Noon.AddMinutes(minute);
        facts.Wanted = wanted is { } capacity ? new(now, capacity, state == "Updating") : null;
        return facts.SeesAt(now, Seen(count));
    }

    private static TierObservation Seen(int count) => Look.Of([.. Enumerable.Range(1, count).Select(id => Look.Instance($"{id}", "ggg"))]);
}
