using System.Net;
using System.Text;
using Microsoft.DurableTask;
using Steadfast.Functions.Console;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Console;

/// <summary>What the console asks for: one overview, lists in parts, answers that are not sent twice, and nothing for pages of other sites.</summary>
[Trait("Category", "fast")]
public sealed class OverviewTests : IAsyncLifetime
{
    private LocalStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_overview_shows_every_instance_and_the_open_incident_with_what_it_waits_for()
    {
        foreach (MemoryMachine machine in _stage.Machines.Values)
        {
            machine.Serve();
        }

        _stage.Machines["2"].Die();
        await PostAsync("/api/automation/pause", """{"by":"anna","reason":"a release"}""");
        await PostAsync("/api/instances/2/restart", """{"by":"anna","dryRun":true}""");
        await _stage.Host.Client.ScheduleNewOrchestrationInstanceAsync(IncidentKey.Orchestration, InputOf("2"), new StartOrchestrationOptions("incident-instance-2-not-serving-000001"), Ct);

        Overview shown = await Eventually.Is(
            () => _stage.GetAsync<Overview>("/api/overview"),
            overview => overview.Tier is { } tier && tier.Instances.Count(instance => instance.State == InstanceState.Serving) == 2 && overview.Open is [{ Record.Refusal: not null }],
            "the overview is complete");

        Assert.Equal(new StackNames(StageSettings.Subscription, "rg", "web", "lb", null), shown.Stack);
        Assert.Equal((false, 1, null), (shown.Automation.Acts, shown.OpenTotal, shown.Database));
        Assert.Equal(["Serving", "NotServing", "Serving"], shown.Tier!.Instances.Select(instance => $"{instance.State}"));
        Assert.Equal(("the end of the pause", "Resume the automation when it may act again."), (shown.Open[0].Outlook.WaitsFor, shown.Open[0].Outlook.ForPerson));
        Assert.Empty(shown.Open[0].Record.Steps);
    }

    [Fact]
    public async Task An_answer_that_the_caller_has_is_not_sent_again_and_nobody_keeps_one()
    {
        foreach (string path in new[] { "/api/incidents", "/api/alerts", "/api/notifications", "/api/automation" })
        {
            using HttpResponseMessage first = await AskAsync(path);
            using HttpResponseMessage second = await AskAsync(path, tag: first.Headers.ETag!.Tag);

            Assert.Equal((path, HttpStatusCode.OK, true), (path, first.StatusCode, first.Headers.CacheControl!.NoStore));
            Assert.Equal((path, HttpStatusCode.NotModified, ""), (path, second.StatusCode, await second.Content.ReadAsStringAsync(Ct)));
        }
    }

    [Fact]
    public async Task A_list_comes_in_parts_that_leave_nothing_out()
    {
        for (int number = 1; number <= 7; number++)
        {
            string id = $"incident-instance-{number + 90}-not-serving-000001";
            await _stage.Host.Client.ScheduleNewOrchestrationInstanceAsync(IncidentKey.Orchestration, InputOf($"{number + 90}"), new StartOrchestrationOptions(id), Ct);
            await _stage.Host.Client.WaitForInstanceCompletionAsync(id, Ct);
        }

        List<string> seen = [];
        int asked = 0;
        for (string? path = "/api/incidents?state=noAction&brief=true&top=3"; path is not null; asked++)
        {
            IncidentRecord[] part = await _stage.GetAsync<IncidentRecord[]>(path);
            using HttpResponseMessage answer = await AskAsync(path);
            seen.AddRange(part.Select(record => $"{record.Target} {record.Steps.Count}"));
            path = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(["97 0", "96 0", "95 0", "94 0", "93 0", "92 0", "91 0"], seen);
        Assert.Equal(3, asked);
    }

    [Theory]
    [InlineData("top=0")]
    [InlineData("top=101")]
    [InlineData("top=many")]
    [InlineData("brief=perhaps")]
    public async Task A_part_that_cannot_be_understood_is_refused(string query)
    {
        using HttpResponseMessage answer = await AskAsync($"/api/incidents?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task A_page_of_another_site_gets_and_changes_nothing(string site, HttpStatusCode expected)
    {
        using HttpResponseMessage read = await AskAsync("/api/automation", site: site);
        using HttpResponseMessage overview = await AskAsync("/api/overview", site: site);
        HttpStatusCode paused = await PostAsync("/api/automation/pause", """{"by":"mallory","reason":"a page"}""", ("Sec-Fetch-Site", site));

        Assert.Equal((expected, expected, expected), (read.StatusCode, overview.StatusCode, paused));
    }

    [Theory]
    [InlineData("/api/automation/pause")]
    [InlineData("/api/automation/resume")]
    [InlineData("/api/lease")]
    [InlineData("/api/incidents/incident-none/approve")]
    [InlineData("/api/incidents/incident-none/abort")]
    [InlineData("/api/instances/0/restart")]
    public async Task Whether_a_key_opens_something_is_answered_and_nothing_is_done(string path)
    {
        HttpStatusCode opened = await PostAsync(path, """{"by":"anna","reason":"a try","owner":"anna","minutes":5}""", ("x-steadfast-try", "1"));
        using HttpRequestMessage keyless = new(HttpMethod.Post, path) { Headers = { { "x-steadfast-try", "1" } } };
        using HttpResponseMessage closed = await _stage.Http.SendAsync(keyless, Ct);
        Overview after = await _stage.GetAsync<Overview>("/api/overview");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (opened, closed.StatusCode));
        Assert.Equal((null, null, 0), (after.Automation.Pause, after.Automation.Lease, after.Automation.Changes.Count));
    }

    private static RecoveryInput InputOf(string target) =>
        new(IncidentKey.ForInstance(target), target, "a test", null, null, TimeProvider.System.GetUtcNow(), new(new() { CheckInterval = TimeSpan.FromMilliseconds(100) }, new(), new()));

    private async Task<HttpResponseMessage> AskAsync(string path, string? tag = null, string? site = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("x-functions-key", LocalStage.Key);
        if (tag is not null)
        {
            request.Headers.Add("If-None-Match", tag);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await _stage.Http.SendAsync(request, Ct);
    }

    private async Task<HttpStatusCode> PostAsync(string path, string body, (string Name, string Value)? header = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-functions-key", LocalStage.Key);
        if (header is { } more)
        {
            request.Headers.Add(more.Name, more.Value);
        }

        using HttpResponseMessage answer = await _stage.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
