using Steadfast.Conformance.Tests.Engine;
using Steadfast.Conformance.Tests.Stage;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Alerts;

namespace Steadfast.Conformance.Tests;

public sealed class LadderTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task What_neither_a_restart_nor_a_reimage_mends_is_replaced(Backend backend) => Scenario.PlayAsync(
        backend, azurite, newcomersServe: false, play: async stage =>
        {
            stage.NewcomersServe = true;

            await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf("1")));
            IncidentRecord incident = Assert.Single(await stage.ClosedAsync());

            Assert.Equal(IncidentOutcome.Recovered, incident.Outcome);
            Assert.Equal(["restart", "reimage", "replace"], incident.Actions.Select(action => action.Kind));
            Assert.All(incident.Actions, action => Assert.Equal(ActionResult.Succeeded, action.Result));
            Assert.Equal(["2", "3", "4"], stage.Azure.ScaleSet.Instances.Select(instance => instance.Spec.InstanceId).Order());
            return await stage.TalesAsync(incident);
        });
}

public sealed class CanaryTests(Azurite azurite)
{
    [Theory]
    [ClassData(typeof(EveryBackend))]
    public Task When_all_instances_are_dead_one_is_mended_first_and_the_others_follow(Backend backend) => Scenario.PlayAsync(
        backend, azurite, newcomersServe: false, play: async stage =>
        {
            stage.Machines["2"].Die();
            stage.Machines["3"].Die();
            await stage.HealthIsKnownAsync();
            foreach (string id in new[] { "1", "2", "3" })
            {
                await stage.PostAsync<AlertReceipt>("/api/alerts", AlertBodies.Fired(stage.AddressOf(id), $"alert-{id}"));
            }

            await ServeWhenOthersWaitAsync(stage);
            IncidentRecord[] incidents = [.. (await stage.ClosedAsync(3)).OrderBy(incident => incident.Actions[0].Accepted)];

            Assert.All(incidents, incident => Assert.Equal(IncidentOutcome.Recovered, incident.Outcome));
            IncidentRecord canary = incidents[0];
            DateTimeOffset second = incidents[1].Actions[0].Accepted!.Value;
            Assert.True(second >= canary.Timeline.Restored, $"the second repair began at {second:O}, the canary served at {canary.Timeline.Restored:O}");
            Assert.Equal(["1", "2", "3"], incidents.Select(incident => incident.Target).Order());
            return string.Join("\n\n", await stage.TalesAsync(canary), await FollowerAsync(stage, incidents[1]), await FollowerAsync(stage, incidents[2]))
                .Replace($"instance {canary.Target}", "the canary", StringComparison.OrdinalIgnoreCase).Replace(canary.Id, "ID", StringComparison.Ordinal)
                .Replace($"ID: {canary.Target},", "ID: the canary,", StringComparison.Ordinal).Replace($"of {canary.Target} by", "of the canary by", StringComparison.Ordinal);
        });

    // The canary serves when both others were told to wait for it; otherwise one whose message is late might never have to.
    private static async Task ServeWhenOthersWaitAsync(AppStage stage)
    {
        await Settled.Is(stage.IncidentsAsync, all => all.Count(incident => incident.Refusal is not null) == 2 && stage.Machines.Values.Any(machine => machine.Starts > 0), "two wait for the third");
        foreach (Functions.Tests.Stage.MemoryMachine machine in stage.Machines.Values)
        {
            machine.ServesAfterStart = true;
        }

        stage.Machines.Values.Single(machine => machine.Starts > 0).Serve();
    }

    // Which one is the canary, and whether a follower looks before or after the other follower serves, is a matter of milliseconds on every engine. So
    // their numbers are named, and what a look found is left out of the followers' records; everything else is told.
    private static async Task<string> FollowerAsync(AppStage stage, IncidentRecord incident) =>
        (await stage.TalesAsync(incident with { Diagnosis = null, Steps = [.. incident.Steps.Where(step => !IsOfLook(step))] }))
            .Replace($"instance {incident.Target}", "the follower", StringComparison.OrdinalIgnoreCase).Replace(incident.Id, "ID", StringComparison.Ordinal)
            .Replace($"ID: {incident.Target},", "ID: the follower,", StringComparison.Ordinal).Replace($"of {incident.Target} by", "of the follower by", StringComparison.Ordinal);

    private static bool IsOfLook(IncidentStep step) =>
        step.Diagnosis is FailureKind.FleetFailing or FailureKind.InstanceUnresponsive;
}
