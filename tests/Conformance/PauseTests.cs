using System.Net;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Conformance.Tests;

public sealed class PauseTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task A_pause_holds_an_incident_up_until_it_is_resumed(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        IncidentRecord held = await stage.HeldUpAsync();
        int before = stage.Azure.Requests.Accepted("restart", "1").Count;
        using HttpResponseMessage resumed = await stage.SendAsync(HttpMethod.Post, "/api/automation/resume", """{"by":"anna"}""");
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.True(resumed.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{resumed.StatusCode}");
        Assert.Contains("maintenance", held.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal((0, 1, IncidentOutcome.Recovered), (before, stage.Azure.Requests.Accepted("restart", "1").Count, incident.Outcome));
        return await stage.TalesAsync(incident);
    });

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task What_is_held_up_is_ended_by_a_person(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        IncidentRecord held = await stage.HeldUpAsync();
        using HttpResponseMessage answer = await stage.SendAsync(HttpMethod.Post, $"/api/incidents/{held.Id}/abort", """{"by":"ben","reason":"a mistake"}""");
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.Equal((HttpStatusCode.Accepted, IncidentOutcome.Refused), (answer.StatusCode, incident.Outcome));
        Assert.Empty(stage.Azure.Requests.Accepted("restart", "1"));
        // The abort may come before or after the next look, which repeats a sentence.
        return await stage.TalesAsync([NoticeKind.Acknowledged], incident with { Steps = [.. incident.Steps.DistinctBy(step => step.Text)] });
    });
}

/// <summary>An incident that a pause holds up.</summary>
internal static class HeldUpStage
{
    /// <summary>Pauses the automation, lets an alert open an incident of instance 1, and waits until that is refused.</summary>
    public static async Task<IncidentRecord> HeldUpAsync(this AppStage stage)
    {
        using HttpResponseMessage paused = await stage.SendAsync(HttpMethod.Post, "/api/automation/pause", """{"by":"anna","reason":"maintenance","minutes":60}""");
        await Settled.Is(() => stage.GetAsync<AutomationView>("/api/automation"), shown => shown.Pause is not null, "the pause is in force");
        await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")));
        return (await Settled.Is(stage.IncidentsAsync, all => all is [{ Refusal: not null }], "the incident waits"))[0];
    }
}
