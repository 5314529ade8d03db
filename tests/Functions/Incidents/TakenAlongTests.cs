using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>What whoever opens an incident has seen is its first look, as long as it is fresh.</summary>
[Trait("Category", "fast")]
public sealed class TakenAlongTests
{
    private static async Task<(IncidentRecord Record, Script Script)> RunAsync(TierObservation seen, double secondsOld)
    {
        Script script = new() { Looks = [Sees.Well] };
        await using VirtualIncident incident = new(script)
        {
            TakenAlong = opened => seen with { At = opened.AddSeconds(-secondsOld), Repairs = RepairsState.NotRunning },
        };
        await incident.OpenAsync();
        return (await incident.EndAsync(), script);
    }

    [Fact]
    public async Task A_fresh_one_is_acted_on_without_another_look_and_an_operation_that_ended_since_counts_as_done()
    {
        (IncidentRecord record, Script script) = await RunAsync(Sees.Silent, secondsOld: 15);

        Assert.Equal((IncidentOutcome.Recovered, "restart"), (record.Outcome, script.Calls[0]));
        Assert.Equal(VirtualIncident.Start.AddSeconds(-15).UtcDateTime, script.AskedAt.Single());
    }

    [Fact]
    public async Task An_old_one_is_not_acted_on()
    {
        (IncidentRecord record, Script script) = await RunAsync(Sees.Silent, secondsOld: 15.1);

        Assert.Equal((IncidentOutcome.NoAction, 0), (record.Outcome, script.RestartsAskedFor));
    }

    [Fact]
    public async Task What_serves_is_left_alone_at_once()
    {
        (IncidentRecord record, Script script) = await RunAsync(Sees.Well, secondsOld: 1);

        Assert.Equal((IncidentOutcome.NoAction, 0), (record.Outcome, script.Calls.Length));
    }

    [Fact]
    public async Task One_that_decides_nothing_is_followed_by_a_look_after_the_usual_pause()
    {
        (IncidentRecord record, Script script) = await RunAsync(Sees.Nothing, secondsOld: 1);

        Assert.Equal((IncidentOutcome.NoAction, VirtualIncident.Start.AddSeconds(10), 1), (record.Outcome, record.Timeline.Closed, script.Calls.Length));
    }
}
