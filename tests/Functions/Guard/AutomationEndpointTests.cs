using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Guard;

/// <summary>Pause, resume and lease over real HTTP: what is answered is what is in force.</summary>
[Trait("Category", "fast")]
public sealed class AutomationEndpointTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private LocalStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await LocalStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_first_nothing_holds_the_automation_back()
    {
        AutomationView shown = await _stage.GetAsync<AutomationView>("/api/automation");

        Assert.Equal((true, "Automation acts: nothing holds it back", null, null), (shown.Acts, shown.Reason, shown.Pause, shown.Lease));
        Assert.Equal(TimeSpan.FromSeconds(0.5), shown.Limits.CoolDown);
    }

    [Fact]
    public async Task A_pause_is_in_force_when_it_is_answered_and_ends_when_it_is_resumed()
    {
        AutomationView paused = await PostAsync("/api/automation/pause", """{"reason":"patching","by":"anna"}""");
        AutomationView resumed = await PostAsync("/api/automation/resume", """{"by":"bert"}""");

        Assert.Equal((false, "Automation paused by anna (patching) until a person resumes it"), (paused.Acts, paused.Reason));
        Assert.Equal((true, "Automation acts: nothing holds it back"), (resumed.Acts, resumed.Reason));
        Assert.Equal(["Automation paused by anna (patching) until a person resumes it", "Automation resumed by bert"], resumed.Changes.Select(change => change.Text));
    }

    [Fact]
    public async Task A_pause_may_end_by_itself()
    {
        AutomationView paused = await PostAsync("/api/automation/pause", """{"reason":"patching","by":"anna","minutes":30}""");

        Assert.Equal(TimeSpan.FromMinutes(30), paused.Pause!.Until - paused.Pause.Since);
    }

    [Fact]
    public async Task A_lease_is_given_to_one_owner_until_it_is_released()
    {
        AutomationView held = await PostAsync("/api/lease", """{"owner":"release 7","minutes":30}""");
        (HttpStatusCode status, string problem) = await SendAsync("/api/lease", """{"owner":"release 8","minutes":30}""");
        AutomationView released = await PostAsync("/api/lease", """{"owner":"release 7","release":true}""");

        Assert.Equal((true, "release 7"), (held.LeaseHeld, held.Lease!.Owner));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Deployment lease not given to release 8. Wait until release 7 releases the lease", problem, StringComparison.Ordinal);
        Assert.Null(released.Lease);
    }

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "/api/automation/pause", """{"by":"anna"}""", "reason is required." },
        { "/api/automation/pause", """{"reason":"patching"}""", "by is required." },
        { "/api/automation/pause", """{"reason":"patching","by":"anna","minutes":0}""", "minutes is a whole number from 1 to 10080; leave it out for a pause that lasts until it is resumed." },
        { "/api/automation/pause", """{"reason":"patching","by":"anna","minuts":9}""", "Unknown field 'minuts'; known are reason, by, minutes." },
        { "/api/automation/resume", "{}", "by is required." },
        { "/api/lease", """{"owner":"release 7"}""", "Give either minutes, to take the lease or hold it for longer, or \"release\": true." },
        { "/api/lease", """{"owner":"release 7","minutes":5,"release":true}""", "Give either minutes, to take the lease or hold it for longer, or \"release\": true." },
        { "/api/lease", """{"owner":"release 7","minutes":1441}""", "minutes is a whole number from 1 to 1440." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_body_is_answered_with_the_fix_and_changes_nothing(string path, string body, string detail)
    {
        (HttpStatusCode status, string problem) = await SendAsync(path, body);

        using JsonDocument read = JsonDocument.Parse(problem);
        Assert.Equal((HttpStatusCode.BadRequest, detail), (status, read.RootElement.GetProperty("detail").GetString()));
        Assert.Empty((await _stage.GetAsync<AutomationView>("/api/automation")).Changes);
    }

    [Theory]
    [InlineData("/api/automation/pause")]
    [InlineData("/api/automation/resume")]
    [InlineData("/api/lease")]
    public async Task A_key_is_needed(string path)
    {
        using HttpResponseMessage response = await _stage.PostAsync(path, "{}"u8.ToArray(), key: null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string path, string body)
    {
        using HttpResponseMessage response = await _stage.PostAsync(path, Encoding.UTF8.GetBytes(body), LocalStage.Key);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    private async Task<AutomationView> PostAsync(string path, string body)
    {
        using HttpResponseMessage response = await _stage.PostAsync(path, Encoding.UTF8.GetBytes(body), LocalStage.Key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<AutomationView>(Json, Ct))!;
    }
}
