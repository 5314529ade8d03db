using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>An incident that has the id of one that was purged is another one.</summary>
[Trait("Category", "fast")]
public sealed class NumbersBeginAnewTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_has_a_key_of_its_own_at_whoever_wakes_people_and_one_from_its_beginning_to_its_end()
    {
        Script script = new() { Looks = [Sees.Silent] };
        await using VirtualIncident stage = new(script);
        await stage.OpenAsync();
        string first = (await stage.EndAsync()).Id;
        await stage.Client.PurgeInstanceAsync(first, Ct);
        stage.Clock.Advance(TimeSpan.FromDays(31));
        Notice[] before = [.. script.Notices];

        await stage.OpenAgainAsync();
        IncidentRecord again = await stage.EndAsync();

        Notice[] after = [.. script.Notices.Skip(before.Length)];
        Assert.Equal(first, again.Id);
        Assert.All([before, after], notices => Assert.Equal([NoticeKind.Opened, NoticeKind.Escalated], notices.Select(notice => notice.Kind)));
        Assert.All([before, after], notices => Assert.Single(notices.Select(NoticePolicy.KeyOf).Distinct()));
        Assert.NotEqual(NoticePolicy.KeyOf(before[0]), NoticePolicy.KeyOf(after[0]));
        Assert.NotEqual(NoticePolicy.KeyOfHandOver(before[^1]), NoticePolicy.KeyOfHandOver(after[^1]));
        Assert.Equal(NoticePolicy.KeyOf(after[0]), NoticePolicy.KeyOf(IncidentNotices.Answered(again, approves: true, "anna", stage.Clock.GetUtcNow())));
    }

    [Fact]
    public async Task An_answer_to_it_is_another_notice()
    {
        IncidentRecord one = await VirtualIncident.RunAsync(new() { Looks = [Sees.Well] });
        IncidentRecord other = one with { Timeline = one.Timeline with { Signal = one.Timeline.Signal!.Value.AddDays(31) } };

        string[] ids = [.. new[] { one, other }.Select(record => IncidentNotices.Answered(record, approves: false, "anna", VirtualIncident.Start).Id)];

        Assert.Equal(2, ids.Distinct().Count());
    }
}
