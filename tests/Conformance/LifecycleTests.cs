using Microsoft.DurableTask.Client;
using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Incidents;

namespace Steadfast.Conformance.Tests;

public sealed class LifecycleTests(Azurite azurite)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task A_terminated_incident_is_shown_as_such_and_what_ended_can_be_purged(Backend backend) => Scenario.PlayAsync(backend, azurite, async stage =>
    {
        DurableTaskClient client = stage.Host.Client;
        IncidentRecord open = await stage.HeldUpAsync();
        await client.TerminateInstanceAsync(open.Id, new TerminateInstanceOptions(), Ct);
        IncidentRecord ended = (await Settled.Is(stage.IncidentsAsync, all => all is [{ Outcome: IncidentOutcome.Escalated }], "the incident is terminated"))[0];
        PurgeResult purged = await client.PurgeInstanceAsync(open.Id, cancellation: Ct);

        Assert.Equal($"Person needed: a person terminated the incident. Get the details from GET /api/incidents/{ended.Id}.", ended.Reason);
        Assert.Equal(1, purged.PurgedInstanceCount);
        Assert.Null(await client.GetInstanceAsync(open.Id, getInputsAndOutputs: false, Ct));
        Assert.Empty(await stage.IncidentsAsync());
        // The termination may come before or after the next look, which repeats a sentence. Nothing is told of the end: what would tell of it was terminated.
        return Tale.Of(ended with { Steps = [.. ended.Steps.DistinctBy(step => step.Text)] }, []);
    });
}
