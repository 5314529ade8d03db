using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>The event for a service that wakes people, and its key.</summary>
[Trait("Category", "fast")]
public sealed class NoticePolicyTests
{
    private const string Incident = "incident-instance-1-000012";

    [Theory]
    [InlineData(NoticeKind.Opened, false, "")]
    [InlineData(NoticeKind.ApprovalNeeded, true, "trigger " + Incident)]
    [InlineData(NoticeKind.RefusedForLong, true, "trigger " + Incident)]
    [InlineData(NoticeKind.LongIncident, true, "trigger " + Incident)]
    [InlineData(NoticeKind.Acknowledged, false, "acknowledge " + Incident)]
    [InlineData(NoticeKind.Closed, false, "resolve " + Incident)]
    [InlineData(NoticeKind.Closed, true, "trigger " + Incident)]
    [InlineData(NoticeKind.Escalated, true, "resolve " + Incident + ", trigger " + Incident + "-escalated")]
    public void PagerDuty_is_told(NoticeKind kind, bool needsPerson, string events)
    {
        IReadOnlyList<NoticeRequest> requests = Requests("PagerDuty", SampleNotices.Of(kind) with { NextStep = needsPerson ? "Order it." : null });

        Assert.Equal(events, string.Join(", ", requests.Select(request => $"{request.Body["event_action"]} {request.Body["dedup_key"]}")));
        Assert.All(requests, request => Assert.Equal(PagerDutyEvent.DefaultAddress, request.Address.ToString()));
        Assert.All(requests, request => Assert.Equal(SampleNotices.Key, request.Body["routing_key"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(NoticeKind.Opened, "")]
    [InlineData(NoticeKind.ApprovalNeeded, "/v2/alerts " + Incident)]
    [InlineData(NoticeKind.Acknowledged, "/v2/alerts/" + Incident + "/acknowledge?identifierType=alias ")]
    [InlineData(NoticeKind.Closed, "/v2/alerts/" + Incident + "/close?identifierType=alias ")]
    [InlineData(NoticeKind.Escalated, "/v2/alerts/" + Incident + "/close?identifierType=alias , /v2/alerts " + Incident + "-escalated")]
    public void Opsgenie_is_told(NoticeKind kind, string expected)
    {
        IReadOnlyList<NoticeRequest> requests = Requests("Opsgenie", SampleNotices.Of(kind));

        Assert.Equal(expected, string.Join(", ", requests.Select(request => $"{request.Address.PathAndQuery} {request.Body["alias"]}")));
        Assert.All(requests, request => Assert.Equal($"GenieKey {SampleNotices.Key}", request.Authorization));
    }

    [Theory]
    [InlineData("PagerDuty", "dedup_key")]
    [InlineData("Opsgenie", "alias")]
    public void A_hand_over_that_repeats_another_has_the_key_of_that(string format, string key)
    {
        const string First = "incident-instance-1-000009";

        NoticeRequest told = Requests(format, SampleNotices.Escalated with { Repeats = First })[^1];

        Assert.Equal($"{First}-escalated", told.Body[key]!.GetValue<string>());
        Assert.Contains($"\"repeats\":\"{First}\"", told.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Incident + "-20261120T120000000-escalated", Incident + "-20261120T120000000")]
    [InlineData(Incident + "-20261120T120000000-approvalneeded-1", Incident + "-20261120T120000000")]
    [InlineData(Incident + "-20261120T120000000", Incident)]
    [InlineData("long-" + Incident + "-20261120T120000000", Incident)]
    public void The_key_of_an_incident_holds_when_its_signal_came_where_the_notice_tells(string id, string key) =>
        Assert.Equal(key, NoticePolicy.KeyOf(SampleNotices.Escalated with { Id = id }));

    [Fact]
    public void Nobody_is_woken_for_what_was_nothing() =>
        Assert.Empty(Requests("PagerDuty", SampleNotices.Of(NoticeKind.Closed) with { CanWait = true }));

    [Fact]
    public void What_is_about_no_incident_has_its_own_id_as_key() =>
        Assert.Equal("silent-1", Requests("PagerDuty", new("silent-1", NoticeKind.AlertPathSilent, "alerts", "No alert came", default))[0].Body["dedup_key"]!.GetValue<string>());

    [Fact]
    public void A_key_that_is_too_long_stays_the_same_and_its_own()
    {
        string a = NoticePolicy.KeyOf(SampleNotices.Escalated with { IncidentId = new string('a', 300) });

        Assert.Equal(255, a.Length);
        Assert.Equal(a, NoticePolicy.KeyOf(SampleNotices.Escalated with { IncidentId = new string('a', 300) }));
        Assert.NotEqual(a, NoticePolicy.KeyOf(SampleNotices.Escalated with { IncidentId = new string('a', 301) }));
    }

    [Fact]
    public void What_wakes_people_comes_one_by_one_and_what_can_wait_together()
    {
        NotificationOptions pager = new() { Format = "PagerDuty", Key = SampleNotices.Key };
        Notice waits = SampleNotices.Of(NoticeKind.Closed) with { CanWait = true };

        Assert.Equal((TimeSpan.Zero, pager.GroupFor), (pager.GroupForLike(SampleNotices.Escalated, pager.First), pager.GroupForLike(waits, pager.First)));
        Assert.Equal(pager.GroupFor, pager.GroupForLike(SampleNotices.Escalated, new("", "Slack", "", "")));
    }

    [Theory]
    [InlineData("", "", null, null)]
    [InlineData("", "func-a.azurewebsites.net", "https://func-a.azurewebsites.net/api/console#/incidents/" + Incident, "https://func-a.azurewebsites.net/api/incidents/" + Incident + "/report")]
    [InlineData("https://ops.example.org/api/console/", "func-a", "https://ops.example.org/api/console#/incidents/" + Incident, "https://ops.example.org/api/incidents/" + Incident + "/report")]
    public void Links_lead_to_the_incident(string configured, string host, string? console, string? report)
    {
        Notice notice = NoticeLinks.Complete(SampleNotices.Escalated, new NoticeSite(host).Console(configured));

        Assert.Equal((console, report), (notice.Console, notice.Report));
    }

    private static IReadOnlyList<NoticeRequest> Requests(string format, Notice notice) =>
        NoticeRequest.For(NoticeLinks.Complete(notice, SampleNotices.Console), new("", format, "", SampleNotices.Key));
}
