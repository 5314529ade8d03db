using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>The whole way of a notice, over real HTTP to a receiver that is busy, broken, or loses its answers.</summary>
[Trait("Category", "fast")]
public sealed class NoticeDeliveryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Faults => new MatrixTheoryData<string, int>(["Json", "Teams", "Slack", "PagerDuty", "Opsgenie"], [429, 500, 503, NoticeHook.LostAnswer]);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_notice_is_sent_until_it_is_taken_with_the_same_key(string format, int fault)
    {
        await using NoticeHook hook = await NoticeHook.StartAsync(fault, fault);
        await using LocalStage stage = await LocalStage.StartAsync(settings: Settings(format, hook));

        await TellAsync(stage, SampleNotices.Of(NoticeKind.ApprovalNeeded) with { NextStep = "Approve it." });
        NoticeView told = await EndOfAsync(stage, 1);

        Assert.Equal((NoticeState.Delivered, 3), (told.State, told.Tries));
        Assert.Equal(3, hook.Requests.Count);
        Assert.Single(hook.Requests.Select(request => request.Id).Distinct(), told.Notice.Id);
        Assert.Single(hook.Requests.Select(request => request.Body.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task A_receiver_that_asks_for_time_has_it()
    {
        await using NoticeHook hook = await NoticeHook.StartAsync(429);
        await using LocalStage stage = await LocalStage.StartAsync(settings: Settings("Slack", hook));

        await TellAsync(stage, SampleNotices.Escalated);
        await EndOfAsync(stage, 1);

        TimeSpan pause = hook.Requests.Last().At - hook.Requests.First().At;
        Assert.True(pause >= TimeSpan.FromSeconds(hook.RetryAfter) - TimeSpan.FromMilliseconds(100), $"it was left alone for {pause}");
    }

    [Fact]
    public async Task A_refusal_is_final_and_says_neither_address_nor_key()
    {
        await using NoticeHook hook = await NoticeHook.StartAsync(403);
        await using LocalStage stage = await LocalStage.StartAsync(settings: Settings("Opsgenie", hook));

        await TellAsync(stage, SampleNotices.Of(NoticeKind.ApprovalNeeded));
        NoticeView told = await EndOfAsync(stage, 1);

        Assert.Equal((NoticeState.Dead, 1, "the receiver answered 403"), (told.State, told.Tries, told.Detail));
    }

    [Fact]
    public async Task An_incident_that_waits_is_triggered_acknowledged_and_resolved_under_one_key_though_answers_are_lost()
    {
        await using NoticeHook hook = await NoticeHook.StartAsync(NoticeHook.LostAnswer, 202, 202, 503, 202);
        await using LocalStage stage = await LocalStage.StartAsync(settings: Settings("PagerDuty", hook));
        NoticeKind[] kinds = [NoticeKind.Opened, NoticeKind.ApprovalNeeded, NoticeKind.Acknowledged, NoticeKind.Closed];
        foreach ((int index, NoticeKind kind) in kinds.Index())
        {
            await TellAsync(stage, SampleNotices.Of(kind));
            await EndOfAsync(stage, index + 1);
        }

        Assert.Equal(["trigger", "trigger", "acknowledge", "resolve", "resolve"], hook.Requests.Select(request => request.Body["event_action"]!.GetValue<string>()));
        Assert.Single(hook.Requests.Select(request => request.Body["dedup_key"]!.GetValue<string>()).Distinct(), "incident-instance-1-000012");
    }

    [Fact]
    public async Task Of_an_escalation_both_requests_are_repeated_until_both_are_taken()
    {
        await using NoticeHook hook = await NoticeHook.StartAsync(404, 500);
        await using LocalStage stage = await LocalStage.StartAsync(settings: Settings("Opsgenie", hook));

        await TellAsync(stage, SampleNotices.Escalated);
        NoticeView told = await EndOfAsync(stage, 1);

        Assert.Equal(NoticeState.Delivered, told.State);
        // What was never opened is not there to be closed, and that is no fault.
        Assert.Equal([true, false, true, false], hook.Requests.Select(request => request.Path.Contains("/close", StringComparison.Ordinal)));
        Assert.Single(hook.Requests.Where(request => request.Body["alias"] is not null).Select(request => request.Body["alias"]!.GetValue<string>()).Distinct());
    }

    private static Dictionary<string, string?> Settings(string format, NoticeHook hook) => new()
    {
        ["Notifications:Format"] = format,
        ["Notifications:WebhookUrl"] = $"{hook.Url}/v2/alerts",
        ["Notifications:Key"] = format is "PagerDuty" or "Opsgenie" ? SampleNotices.Key : "",
        ["Notifications:FirstRetry"] = "00:00:00.050",
    };

    private static Task TellAsync(LocalStage stage, Notice notice) =>
        stage.Host.Client.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), notice, cancellation: Ct);

    private static async Task<NoticeView> EndOfAsync(LocalStage stage, int count)
    {
        NoticeView[] all = await Eventually.Is(
            () => stage.GetAsync<NoticeView[]>("/api/notifications"), shown => shown.Length == count && shown.All(one => one.State != NoticeState.Pending), "the notice has its end");
        return all[0];
    }
}
