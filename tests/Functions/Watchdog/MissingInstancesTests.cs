using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
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
    private static readonly TierSize Three = new(3, Noon);

    [Fact]
    public void People_are_told_once_when_fewer_than_wanted_are_there_for_a_quarter_of_an_hour()
    {
        Facts facts = Counting(wanted: 3);

        Assert.Empty(Sees(facts, 0, count: 2).Notices);
        Assert.Empty(Sees(facts, 14, count: 2).Notices);
        Notice notice = Assert.Single(Sees(facts, 15, count: 2).Notices);

        Assert.Equal(
            (NoticeKind.InstancesMissing, "scale set",
                "Scale set has 2 of 3 instances that are wanted, since 2026-11-20 12:00:00 UTC. Read its activity log for the reason: often the zone has no room, or a quota is used up. "
                    + "Then have them made: az vmss scale --new-capacity 3; see docs/operations.md#instances-that-are-missing.",
                NoticeSeverity.Error, PagerStep.Trigger),
            (notice.Kind, notice.Subject, notice.Text, NoticePolicy.SeverityOf(notice), NoticePolicy.StepOf(notice)));
        Assert.Empty(Sees(facts, 16, count: 2).Notices);
        Assert.True(facts.Memory.Missing!.IsSettled);
    }

    [Fact]
    public void That_the_last_one_is_gone_too_is_told_at_once()
    {
        Facts facts = Counting(wanted: 3);
        Sees(facts, 0, count: 2);
        Sees(facts, 15, count: 2);

        Notice notice = Assert.Single(Sees(facts, 20, count: 0).Notices);

        Assert.StartsWith("Scale set has 0 of 3 instances that are wanted, since 2026-11-20 12:00:00 UTC", notice.Text, StringComparison.Ordinal);
        Assert.Empty(Sees(facts, 80, count: 0).Notices);
    }

    [Fact]
    public void Each_further_one_is_told_at_once_and_none_that_came_back()
    {
        Facts facts = Counting(wanted: 6);
        facts.Guard = new() { Size = new(6, Noon) };
        Sees(facts, 0, count: 5);

        int[] told = [.. new[] { (15, 5), (16, 4), (17, 5), (18, 4), (19, 3), (20, 5) }.SelectMany(look => Sees(facts, look.Item1, look.Item2).Notices.Select(_ => look.Item2))];

        Assert.Equal([5, 4, 3], told);
    }

    [Fact]
    public void When_so_many_are_wanted_the_time_begins_anew_with_the_next_that_goes()
    {
        Facts facts = Counting(wanted: 2);
        Sees(facts, 0, count: 2);
        Sees(facts, 15, count: 2);

        Assert.Empty(Sees(facts, 25, count: 1).Notices);
        Assert.Equal(new MissingInstances(1, Noon.AddMinutes(25), IsSettled: false), facts.Memory.Missing);
        Assert.Empty(Sees(facts, 39, count: 1).Notices);
        Assert.Single(Sees(facts, 40, count: 1).Notices);
    }

    [Theory]
    [InlineData("as many as are wanted, for autoscale has taken one", 2, 2, false)]
    [InlineData("none, and none is wanted", 0, 0, true)]
    [InlineData("a deletion has lowered what is wanted to none", 0, 1, true)]
    [InlineData("fewer than wanted", 1, 2, true)]
    public void What_is_wanted_is_known_from_the_scale_set(string what, int count, int wanted, bool isTold)
    {
        Facts facts = Counting(wanted);
        Sees(facts, 0, count);

        Assert.Equal((what, isTold), (what, Sees(facts, 15, count).Notices.Count == 1));
        Assert.True(facts.Memory.Missing!.IsSettled);
    }

    [Fact]
    public void One_that_is_made_in_time_was_not_missing()
    {
        Facts facts = Counting(wanted: 3);
        Sees(facts, 0, count: 2);
        Sees(facts, 10, count: 3);

        Assert.Null(facts.Memory.Missing);
        Sees(facts, 11, count: 2);
        Assert.Empty(Sees(facts, 20, count: 2).Notices);
    }

    [Fact]
    public void A_look_that_does_not_tell_how_many_there_are_changes_nothing()
    {
        Facts facts = Counting(wanted: 3);
        Sees(facts, 0, count: 2);

        facts.SeesAt(Noon.AddMinutes(5), Look.Unreadable);
        facts.SeesAt(Noon.AddMinutes(6), Seen(3) with { Unnamed = 1 });

        Assert.Equal(new MissingInstances(2, Noon, IsSettled: false), facts.Memory.Missing);
    }

    [Fact]
    public void When_it_cannot_be_read_how_many_are_wanted_it_is_tried_at_the_next_look()
    {
        Facts facts = Counting(wanted: 3);
        facts.Set = null;
        Sees(facts, 0, count: 2);

        Assert.Empty(Sees(facts, 15, count: 2).Notices);
        facts.Set = new(3, "Succeeded", ["1", "2"]);
        Assert.Single(Sees(facts, 16, count: 2).Notices);
    }

    [Fact]
    public async Task The_scale_set_is_asked_only_when_instances_have_been_missing_for_long()
    {
        await using ControlPlane plane = await ControlPlane.StartAsync();
        MissingInstancesReader reader = plane.Get<MissingInstancesReader>();
        CancellationToken ct = TestContext.Current.CancellationToken;
        WatchdogInput early = Input(Noon.AddMinutes(14));

        Assert.Null(await reader.CountAsync(early, Facts.Options, ct));
        Assert.Empty(plane.Azure.Requests.Matching("GET", "/web"));
        ScaleSetSnapshot? late = await reader.CountAsync(early with { Now = Noon.AddMinutes(15) }, Facts.Options, ct);
        plane.Azure.Faults.Throttle(requests: 9, TimeSpan.FromSeconds(30));

        Assert.Equal((3, "1 2 3"), (late!.Capacity, string.Join(' ', late.Ids)));
        Assert.Null(await reader.CountAsync(early with { Now = Noon.AddMinutes(16) }, Facts.Options, ct));
    }

    private static WatchdogInput Input(DateTime now) => new(
        now, Seen(2), [], new() { Size = Three }, [], [], new() { Memory = new() { Missing = new(2, Noon, IsSettled: false) } });

    private static Facts Counting(int wanted) => new() { Guard = new() { Size = Three }, Set = new(wanted, "Succeeded", []) };

    private static WatchdogPlan Sees(Facts facts, int minute, int count)
    {
        facts.Set = facts.Set is { } set ? set with { Ids = [.. Ids(count)] } : null;
        return facts.SeesAt(Noon.AddMinutes(minute), Seen(count));
    }

    private static TierObservation Seen(int count) => Look.Of([.. Ids(count).Select(id => Look.Instance(id, "ggg"))]);

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(1, count).Select(id => $"{id}");
}
