using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Tests.Guard;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>More than half of the instances are down: one is repaired as a test.</summary>
[Trait("Category", "fast")]
public sealed class CanaryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_that_does_not_recover_shows_that_the_fault_is_elsewhere()
    {
        Script script = new() { Looks = [Sees.FleetDown] };

        IncidentRecord record = await VirtualIncident.RunAsync(script);

        Assert.Equal((IncidentOutcome.Escalated, 1), (record.Outcome, script.RestartsAskedFor));
        Assert.StartsWith("Person needed: most web servers are down, and restart of instance 1 as a test did not help, so the cause is elsewhere. Check what all", record.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, IncidentOutcome.Recovered, 1)]
    [InlineData(false, IncidentOutcome.Escalated, 0)]
    public async Task After_a_canary_that_did_not_recover_one_that_fails_in_the_other_way_is_repaired_at_once(bool canaryAnswered, IncidentOutcome outcome, int restarts)
    {
        Script script = new() { Looks = [Sees.FleetDown, Sees.Well] };
        await using VirtualIncident incident = new(script);
        await incident.StartAsync();
        DateTime began = VirtualIncident.Start.UtcDateTime;
        await incident.Client.Entities.SignalEntityAsync(
            GuardEntity.Id, nameof(GuardEntity.Ask), Asks.For("2", 2, 3) with { Now = began, AnswersWithError = canaryAnswered }, null, Ct);
        await incident.Client.Entities.SignalEntityAsync(
            GuardEntity.Id, nameof(GuardEntity.Return), Asks.Back("2", helped: false, at: began), null, Ct);
        await incident.OpenAgainAsync();

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((outcome, restarts), (record.Outcome, script.RestartsAskedFor));
    }
}
