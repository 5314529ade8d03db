using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Platform.Readers;

/// <summary>One part that lies, and what is known all the same: with the real SDK over scripted answers, and in the whole Function App.</summary>
[Trait("Category", "fast")]
public sealed class LyingPartsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Machine(string id) => $$$"""
        {"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/{{{id}}}","name":"web_{{{id}}}","location":"westeurope",
         "instanceId":"{{{id}}}","properties":{"provisioningState":"Succeeded","instanceView":{"vmHealth":{"status":{"code":"HealthState/unhealthy"}},"statuses":[] } }}
        """;

    private static string Card(string id, string configurations) => $$$"""
        {"id":"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/{{{id}}}/networkInterfaces/nic",
         "properties":{"ipConfigurations":{{{configurations}}} }}
        """;

    private static string Address(string id) => $$$"""[{"properties":{"privateIPAddress":"127.0.0.{{{id}}}"}}]""";

    private static async Task<TierObservation> ObserveAsync(string machines, string cards)
    {
        await using ScriptedArm arm = new ScriptedArm()
            .On("/virtualMachines", $$"""{"value":[{{machines}}]}""")
            .On("/networkInterfaces", $$"""{"value":[{{cards}}]}""");
        return await arm.Get<ObservationActivities>().Observe(new("test"), Ct);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("""[{"properties":null}]""")]
    [InlineData("""[{"properties":{"privateIPAddress":7}}]""")]
    [InlineData("""[{"properties":{"privateIPAddress":"\ud800"}}]""")]
    [InlineData("""[{"properties":{"privateIPAddress":"no address"}}]""")]
    public async Task A_network_interface_that_cannot_be_read_leaves_its_own_instance_without_an_address_and_no_other(string configurations)
    {
        TierObservation seen = await ObserveAsync(
            string.Join(',', new[] { "1", "2", "3", "4" }.Select(Machine)),
            $"{Card("1", Address("1"))},{Card("2", Address("2"))},{Card("3", configurations)},{Card("4", Address("4"))}");

        Assert.Equal(["127.0.0.1", "127.0.0.2", null, "127.0.0.4"], seen.Instances.Select(instance => instance.Address));
        Assert.Equal([2, 2, 1, 2], seen.Instances.Select(instance => instance.BadVotes));
    }

    [Theory]
    [InlineData("""{"instanceId":"2","properties":null}""")]
    [InlineData("""{"instanceId":"2","properties":{"provisioningState":{},"instanceView":[]}}""")]
    [InlineData("""{"instanceId":"2","zones":"1","properties":{"instanceView":{"vmHealth":{"status":7},"statuses":[null,5,{"code":[]},{"code":"ProvisioningState/succeeded","time":"soon"}]}}}""")]
    [InlineData("""{"id":5,"instanceId":"2","zones":[null],"properties":{"instanceView":{"vmHealth":null,"statuses":"none"}}}""")]
    public async Task An_instance_that_cannot_be_read_is_unknown_and_the_others_are_not(string machine)
    {
        TierObservation seen = await ObserveAsync($"{Machine("1")},{machine},{Machine("3")}", $"{Card("1", Address("1"))},{Card("3", Address("3"))}");

        Assert.Equal((Verdict.Good, "1 2 3"), (seen.Platform.Verdict, string.Join(' ', seen.Instances.Select(instance => instance.Id))));
        Assert.Equal((2, Verdict.Unknown, 2), (seen.Instances[0].BadVotes, seen.Instances[1].Health.Verdict, seen.Instances[2].BadVotes));
    }

    [Theory]
    [InlineData("""{"instanceId":"\ud800"}""")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"instanceId":"../3"}""")]
    public async Task While_one_instance_cannot_be_named_none_is_taken_for_gone(string machine)
    {
        TierObservation seen = await ObserveAsync($"{Machine("1")},{machine}", Card("1", Address("1")));

        Assert.Equal(
            (FailureKind.Unobservable, "the number of 1 instances cannot be read, and instance 2 may be one of them"),
            (InstanceDiagnosisPolicy.Diagnose(seen.About("2"), "2").Kind, InstanceDiagnosisPolicy.Diagnose(seen, "2").Evidence));
    }

    [Theory]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""<html>Service unavailable</html>""")]
    [InlineData("")]
    [InlineData("""{"value":[],"nextLink":7}""")]
    [InlineData("""{"value":[],"nextLink":"nowhere"}""")]
    [InlineData("""{"value":[],"nextLink":"https://elsewhere.example/x"}""")]
    public async Task An_answer_that_is_no_list_is_not_taken_for_a_scale_set_without_instances(string body)
    {
        await using ScriptedArm arm = new ScriptedArm().On("/virtualMachines", body).On("/networkInterfaces", body);

        TierObservation seen = await arm.Get<ObservationActivities>().Observe(new("test"), Ct);

        Assert.Equal((Verdict.Unknown, FailureKind.Unobservable), (seen.Platform.Verdict, InstanceDiagnosisPolicy.Diagnose(seen, "1").Kind));
    }

    [Theory]
    [InlineData("""{"database":{"state":"\ud800"}}""")]
    [InlineData("""{"\ud800":1,"database":{"state":"ok"}}""")]
    [InlineData("""{"database":{"state":"readOnly","error":"\udfff","since":"\ud800"}}""")]
    [InlineData("""{"database":[[[[[[[[[[]]]]]]]]]]}""")]
    public async Task A_web_server_whose_status_is_no_text_does_not_keep_a_dead_one_from_being_repaired(string status)
    {
        await using LocalStage stage = await LocalStage.StartAsync();
        foreach (string id in new[] { "2", "3" })
        {
            stage.Machines[id].Serve();
        }

        stage.Machines["2"].Answers["/status"] = status;
        using HttpResponseMessage response = await stage.PostAlertAsync(AlertBodies.Fired(stage.AddressOf("1")));

        IncidentRecord incident = (await Eventually.Is(stage.IncidentsAsync, all => all is [{ Outcome: not IncidentOutcome.Open }], "the incident is closed")).Single();
        Assert.Equal((IncidentOutcome.Recovered, 1), (incident.Outcome, stage.Azure.Requests.Accepted("restart", "1").Count));
    }
}
