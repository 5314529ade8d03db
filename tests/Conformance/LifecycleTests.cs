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
        // On the real back end a turn that was under way when the incident was terminated may be written after the purge; the next purge takes that too.
        int purged = 0;
        OrchestrationMetadata? left = await Settled.Is(async () =>
        {
            purged += (await client.PurgeInstanceAsync(open.Id, cancellation: Ct)).PurgedInstanceCount;
            return await client.GetInstanceAsync(open.Id, getInputsAndOutputs: false, Ct);
        }, found => found is null, "the incident is purged");

        Assert.Equal($"Person needed: a person terminated the incident. Get the details from GET /api/incidents/{ended.Id}.", ended.Reason);
        Assert.Equal((true, null), (purged >= 1, left));
        Assert.Empty(await stage.IncidentsAsync());
        // The termination may come before or after the next look, which repeats a sentence. Nothing is told of the end: what would tell of it was terminated.
        return Tale.Of(ended with { Steps = [.. ended.Steps.DistinctBy(step => step.Text)] }, []);
    });
}
