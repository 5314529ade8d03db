using System.Net;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Alerts;

namespace Steadfast.Conformance.Tests;

public sealed class PauseTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task A_pause_holds_an_incident_up_until_it_is_resumed(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        using (await stage.SendAsync(HttpMethod.Post, "/api/automation/pause", """{"by":"anna","reason":"maintenance","minutes":60}"""))
        {
            await Settled.Is(() => stage.GetAsync<AutomationShown>("/api/automation"), shown => shown.Pause is not null, "the pause is in force");
        }

        await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")));
        IncidentRecord held = (await Settled.Is(stage.IncidentsAsync, all => all is [{ Refusal: not null }], "the incident waits"))[0];
        int before = stage.Azure.Requests.Accepted("restart", "1").Count;
        using HttpResponseMessage resumed = await stage.SendAsync(HttpMethod.Post, "/api/automation/resume", """{"by":"anna"}""");
        IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

        Assert.True(resumed.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, $"{resumed.StatusCode}");
        Assert.Contains("maintenance", held.Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal((0, 1, IncidentOutcome.Recovered), (before, stage.Azure.Requests.Accepted("restart", "1").Count, incident.Outcome));
    }
}
