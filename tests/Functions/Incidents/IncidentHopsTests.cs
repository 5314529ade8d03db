using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>On a back end with queues each message waits until its queue is read, so their number is what an action costs in time.</summary>
[Trait("Category", "fast")]
public sealed class IncidentHopsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_alert_to_the_action_there_are_six_messages()
    {
        await using LocalStage stage = await LocalStage.StartAsync();
        stage.Machines["2"].Serve();
        stage.Machines["3"].Serve();
        await Eventually.Is(
            () => Task.FromResult(stage.Azure.ScaleSet.Instances), all => all.All(instance => instance.State.Health.Value == (stage.Machines[instance.Spec.InstanceId].Serves ? "healthy" : "unhealthy")),
            "the health is reported");

        using HttpResponseMessage response = await stage.PostAlertAsync(AlertBodies.Fired(stage.AddressOf("1")));
        IncidentRecord incident = (await Eventually.Is(stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed")).Single();
        HistoryExport[] histories = await stage.HistoriesAsync();
        IReadOnlyList<Hop> way = MessagePath.To(histories, incident.Id, nameof(InstanceActivities.StartAction));

        Assert.Equal(
            ["orchestration start ProcessAlert", "activity PlaceAlert", "orchestration start Incident", "entity call Ask", "entity answer Ask", "activity StartAction"],
            way.Select(hop => $"{hop.Kind} {hop.Name}"));
        Assert.InRange(histories.Single(history => history.InstanceId == incident.Id).Events.Count, 20, 40);
    }

    [Theory]
    [InlineData("Histories", "recovered", 40)]
    [InlineData("Histories", "replaced", 240)]
    [InlineData("Database/Histories", "failed-over", 45)]
    public async Task A_recorded_incident_has_few_events(string folder, string log, int most)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, folder, $"{log}.incident.json"), Ct);

        Assert.InRange(HistoryExport.Parse(text).Events.Count, 20, most);
    }
}
