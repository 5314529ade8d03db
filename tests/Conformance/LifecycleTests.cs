using Microsoft.DurableTask.Client;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Alerts;

namespace Steadfast.Conformance.Tests;

public sealed class LifecycleTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public async Task A_terminated_incident_is_shown_as_such_and_what_ended_can_be_purged(Backend backend)
    {
        await using AppStage stage = await AppStage.StartAsync(backend, azurite);
        DurableTaskClient client = stage.Host.Client;
        using (await stage.SendAsync(HttpMethod.Post, "/api/automation/pause", """{"by":"anna","reason":"maintenance","minutes":60}"""))
        {
            await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")));
        }

        IncidentRecord open = (await Settled.Is(stage.IncidentsAsync, all => all is [{ Refusal: not null }], "the incident waits"))[0];
        await client.TerminateInstanceAsync(open.Id, new TerminateInstanceOptions(), Ct);
        IncidentRecord ended = (await Settled.Is(stage.IncidentsAsync, all => all is [{ Outcome: IncidentOutcome.Escalated }], "the incident is terminated"))[0];
        PurgeResult purged = await client.PurgeInstanceAsync(open.Id, cancellation: Ct);

        Assert.Equal("escalate: it was terminated by a person", ended.Reason);
        Assert.Equal(1, purged.PurgedInstanceCount);
        Assert.Null(await client.GetInstanceAsync(open.Id, getInputsAndOutputs: false, Ct));
        Assert.Empty(await stage.IncidentsAsync());
    }
}
