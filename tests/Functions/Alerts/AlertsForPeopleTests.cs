using System.Net;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Tests.Notifications;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Alerts;

/// <summary>Alerts that are only told to people, over real HTTP to whoever wakes them and to a chat room.</summary>
[Trait("Category", "fast")]
public sealed class AlertsForPeopleTests
{
    [Fact]
    public async Task A_resolved_alert_resolves_what_it_triggered_when_it_fired()
    {
        await using NoticeHook pager = await NoticeHook.StartAsync();
        await using LocalStage stage = await StartAsync("PagerDuty", pager);

        await TellAsync(stage, pager, Metric("mysql-cpu", "Fired"));
        await TellAsync(stage, pager, Metric("mysql-cpu", "Resolved"));

        Assert.Equal(["trigger warning", "resolve "], pager.Requests.Select(Said));
        Assert.Single(pager.Requests.Select(KeyOf).Distinct());
    }

    [Fact]
    public async Task What_is_told_of_one_event_of_the_platform_is_one_alert_until_it_is_over()
    {
        await using NoticeHook pager = await NoticeHook.StartAsync();
        await using LocalStage stage = await StartAsync("PagerDuty", pager);

        await TellAsync(stage, pager, Event("1", "Active"));
        await TellAsync(stage, pager, Event("2", "Active"));
        await TellAsync(stage, pager, Event("3", "Resolved"));
        await TellAsync(stage, pager, Event("4", "RCA"));

        Assert.Equal(["trigger warning", "trigger warning", "resolve ", "resolve "], pager.Requests.Select(Said));
        Assert.Single(pager.Requests.Select(KeyOf).Distinct());
    }

    [Fact]
    public async Task Alerts_that_do_not_say_whether_they_began_or_ended_wake_somebody_each_time()
    {
        await using NoticeHook pager = await NoticeHook.StartAsync();
        await using LocalStage stage = await StartAsync("PagerDuty", pager);

        await TellAsync(stage, pager, Metric("mysql-cpu", "", "2026-11-28T05:17:43Z"));
        await TellAsync(stage, pager, Metric("mysql-cpu", "", "2026-11-29T05:17:43Z"));

        Assert.Equal(["trigger warning", "trigger warning"], pager.Requests.Select(Said));
        Assert.Equal(2, pager.Requests.Select(KeyOf).Distinct().Count());
    }

    [Fact]
    public async Task A_chat_room_is_told_at_once_that_it_was_resolved()
    {
        await using NoticeHook chat = await NoticeHook.StartAsync();
        await using LocalStage stage = await StartAsync("Slack", chat);

        await TellAsync(stage, chat, Metric("mysql-cpu", "Fired"));
        await TellAsync(stage, chat, Metric("mysql-cpu", "Resolved"));

        Assert.Equal(
            ["Warning: Alert mysql-cpu fired: cpu_percent", "Info: Alert mysql-cpu was resolved: cpu_percent"], chat.Requests.Select(request => $"{request.Body["text"]}"));
        Assert.Equal(["🟠", "🟢"], chat.Requests.Select(request => $"{request.Body["blocks"]![0]!["text"]!["text"]}"[..2]));
    }

    [Fact]
    public async Task An_alert_of_another_schema_tells_people_once_what_to_switch_on()
    {
        await using NoticeHook pager = await NoticeHook.StartAsync();
        await using LocalStage stage = await StartAsync("PagerDuty", pager);

        await TellAsync(stage, pager, OtherSchema("/a/1", "mysql-cpu"));
        using HttpResponseMessage again = await stage.PostAlertAsync(OtherSchema("/a/2", "mysql-cpu"));
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await TellAsync(stage, pager, OtherSchema("/a/3", "lb-probe-down"));

        Assert.Equal(["trigger warning", "trigger warning"], pager.Requests.Select(Said));
        Assert.Equal(2, pager.Requests.Select(KeyOf).Distinct().Count());
        Assert.Equal(
            "Alert mysql-cpu came in the schema AzureMonitorMetricAlert and not in the common alert schema, so nothing was done about it",
            $"{pager.Requests.First().Body["payload"]!["summary"]}");
        Assert.StartsWith("Switch on the common alert schema", $"{pager.Requests.First().Body["payload"]!["custom_details"]!["next step"]}", StringComparison.Ordinal);
        AlertView[] all = await Eventually.Is(stage.AlertsAsync, alerts => alerts.Length == 3 && alerts.All(alert => alert.Outcome is not null), "all have an outcome");
        Assert.All(all, alert => Assert.Equal(AlertDisposition.Unplaced, alert.Outcome!.Disposition));
    }

    private static string Metric(string rule, string condition, string firedAt = "2026-11-28T05:17:43Z") => $$$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/alerts/{{{{rule}}}}","alertRule":"{{{{rule}}}}","monitorCondition":"{{{{condition}}}}",
         "monitoringService":"Platform","firedDateTime":"{{{{firedAt}}}}"},"alertContext":{"condition":{"allOf":[{"metricName":"cpu_percent","dimensions":[]}]} } } }
        """;

    private static string Event(string alertId, string stage) => $$$$"""
        {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"/alerts/{{{{alertId}}}}","alertRule":"service-health","monitorCondition":"Fired",
         "monitoringService":"ServiceHealth","firedDateTime":"2026-11-28T05:17:4{{{{alertId}}}}Z"},
         "alertContext":{"status":"Active","properties":{"title":"Storage in West Europe","trackingId":"VN11-JD8","stage":"{{{{stage}}}}"} } } }
        """;

    private static string OtherSchema(string id, string rule) => $$$$"""
        {"schemaId":"AzureMonitorMetricAlert","data":{"version":"2.0","status":"Activated","context":{"id":"{{{{id}}}}","name":"{{{{rule}}}}","timestamp":"2026-11-28T05:17:43Z"}}}
        """;

    private static string Said(HookRequest request) => $"{request.Body["event_action"]} {request.Body["payload"]?["severity"]}";

    private static string KeyOf(HookRequest request) => $"{request.Body["dedup_key"]}";

    private static Task<LocalStage> StartAsync(string format, NoticeHook hook) => LocalStage.StartAsync(settings: new Dictionary<string, string?>
    {
        ["Notifications:Format"] = format,
        ["Notifications:WebhookUrl"] = hook.Url,
        ["Notifications:Key"] = format == "PagerDuty" ? SampleNotices.Key : "",
    });

    // One after another, so that they come in order.
    private static async Task TellAsync(LocalStage stage, NoticeHook hook, string alert)
    {
        int before = hook.Requests.Count;
        using HttpResponseMessage answer = await stage.PostAlertAsync(alert);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.Is(() => Task.FromResult(hook.Requests.Count), count => count > before, "the receiver is told");
    }
}
