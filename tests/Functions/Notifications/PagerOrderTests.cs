using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Notifications;

[Trait("Category", "fast")]
public sealed class PagerOrderTests
{
    private static readonly Notice Approval = SampleNotices.Of(NoticeKind.ApprovalNeeded);
    private static readonly Notice Closed = SampleNotices.Of(NoticeKind.Closed);
    private static readonly Notice Long = SampleNotices.Of(NoticeKind.LongIncident);

    public static TheoryData<string, Notice, Notice[]> Orders => new()
    {
        { "Trigger by ApprovalNeeded", Approval, [Approval] },
        { "Trigger by ApprovalNeeded", Approval, [] },
        { "Resolve by Closed", Approval, [Approval, Closed] },
        { "Acknowledge by Acknowledged", Approval, [Approval, SampleNotices.Of(NoticeKind.Acknowledged)] },
        { "Resolve by Escalated", Approval, [Approval, SampleNotices.Escalated] },
        { "Trigger by ApprovalNeeded", Approval, [Approval, Long] },
        { "", Closed, [Closed, Long] },
        // The state that is read is of before: the alert was resolved, and fires again.
        { "Trigger by ApprovalNeeded", Approval with { Id = "a-later-one", At = Closed.At.AddMinutes(1) }, [Approval, Closed] },
        { "Resolve by Closed", Closed, [Approval, Closed, Long with { IncidentId = "incident-instance-2-000001" }] },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void What_is_said_is_the_last_word(string said, Notice notice, Notice[] handedOver)
    {
        IReadOnlyList<PagerWord> last = handedOver.Aggregate((IReadOnlyList<PagerWord>)[], PagerOrder.After);

        Assert.Equal(said, string.Join(", ", PagerOrder.Due(NoticePolicy.WordsOf(notice), last).Select(word => $"{word.Step} by {word.Kind}")));
    }

    [Fact]
    public void The_last_words_on_many_alerts_stay_short()
    {
        IReadOnlyList<PagerWord> last = [];
        for (int number = 0; number < 2_000; number++)
        {
            last = PagerOrder.After(last, Approval with { Id = $"notice-{number}", IncidentId = $"incident-{number}" });
        }

        Assert.Equal((500, "notice-1999"), (last.Count, last[^1].NoticeId));
    }
}
