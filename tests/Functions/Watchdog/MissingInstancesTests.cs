using Steadfast.Functions.Notifications;
using Steadfast.Functions.Platform;
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
                "Scale set has 2 of 3 instances that are wanted, since 2026-11-20 12:00:00 UTC. Read the activity log of the scale set for the reason, often no room in the zone or a quota that is "
                    + "used up, then ask for the instances again: az vmss scale --new-capacity 3; see docs/operations.md#instances-that-are-missing.",
                NoticeSeverity.Error, PagerStep.Trigger),
            (notice.Kind, notice.Subject, notice.Text, NoticePolicy.SeverityOf(notice), NoticePolicy.StepOf(notice)));
        Assert.Empty(Sees(facts, 20, 2, 3).Notices);
    }

    [Fact]
    public void Each_further_one_that_goes_is_told_at_the_next_count_and_none_that_comes_back()
    {
        Facts facts = new();
        Sees(facts, 0, 5, 6);

        int[] told = [.. new[] { (15, 5), (16, 4), (17, 5), (18, 4), (19, 0), (20, 5) }.SelectMany(count => Sees(facts, count.Item1, count.Item2, 6).Notices.Select(_ => count.Item2))];

        Assert.Equal([5, 4, 0], told);
    }

    [Theory]
    [InlineData("as many as are wanted", 2, 2, null)]
    [InlineData("more than wanted, as during a replacement", 3, 2, null)]
    [InlineData("fewer than wanted", 1, 2, "Scale set has 1 of 2 instances that are wanted, since 2026-11-20 12:00:00 UTC")]
    [InlineData("none of those that are wanted", 0, 2, "Scale set has 0 of 2 instances that are wanted, since 2026-11-20 12:00:00 UTC")]
    [InlineData("none, and none is wanted", 0, 0, "Scale set has no instance and none is wanted, since 2026-11-20 12:00:00 UTC")]
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

        Assert.Empty(Sees(facts, 12, 2, 3).Notices);
        Assert.Empty(Sees(facts, 26, 2, 3).Notices);
        Assert.Single(Sees(facts, 27, 2, 3).Notices);
    }

    [Fact]
    public void While_the_platform_changes_the_scale_set_it_is_given_five_minutes_more()
    {
        Facts facts = new();
        Sees(facts, 0, 2, 3, "Updating");

        Assert.Empty(Sees(facts, 19, 2, 3, "Updating").Notices);
        Assert.Single(Sees(facts, 20, 2, 3, "Updating").Notices);
    }

    [Fact]
    public void A_look_without_a_count_changes_nothing()
    {
        Facts facts = new();
        Sees(facts, 0, 2, 3);
        facts.Set = null;

        Assert.Empty(facts.SeesAt(Noon.AddMinutes(20), Look.Unreadable).Notices);
        Assert.Equal(new InstanceCount(Noon, Noon), facts.Memory.Count);
    }

    [Fact]
    public async Task They_are_counted_every_five_minutes_and_after_a_count_that_failed_at_the_next_look()
    {
        await using ControlPlane plane = await ControlPlane.StartAsync();
        InstanceCounter counter = plane.Get<InstanceCounter>();
        CancellationToken ct = TestContext.Current.CancellationToken;
        InstanceCount counted = new(Noon, null);

        Assert.Null(await counter.CountAsync(counted, Noon.AddMinutes(4), ct));
        Assert.Empty(plane.Azure.Requests.Matching("GET", "/web"));
        ScaleSetSnapshot? first = await counter.CountAsync(null, Noon, ct);
        ScaleSetSnapshot? next = await counter.CountAsync(counted, Noon.AddMinutes(5), ct);
        // The clock was put back.
        ScaleSetSnapshot? back = await counter.CountAsync(counted, Noon.AddHours(-1), ct);
        plane.Azure.Faults.Throttle(requests: 9, TimeSpan.FromSeconds(30));
        ScaleSetSnapshot? failed = await counter.CountAsync(counted, Noon.AddMinutes(5), ct);

        Assert.Equal(["3: 1 2 3", "3: 1 2 3", "3: 1 2 3", null], new[] { first, next, back, failed }.Select(set => set is null ? null : $"{set.Capacity}: {string.Join(' ', set.Ids)}"));
        Assert.True(MissingInstancesPolicy.MustCount(MissingInstancesPolicy.After(counted, failed, Noon.AddMinutes(5)), Noon.AddMinutes(5)));
    }

    private static WatchdogPlan Sees(Facts facts, int minute, int count, int wanted, string state = "Succeeded")
    {
        string[] ids = [.. Enumerable.Range(1, count).Select(id => $"{id}")];
        facts.Set = new(wanted, state, ids);
        return facts.SeesAt(Noon.AddMinutes(minute), Look.Of([.. ids.Select(id => Look.Instance(id, "ggg"))]));
    }
}
