using System.Net;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Tests.Instances;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Incidents;

/// <summary>
/// 300 web servers that complain at length, and a platform that refuses with an error code of 60,000 characters, on the local runtime with the limits of Azure
/// Storage: custom statuses of 16 KB, messages of 64 KB. What is larger fails the orchestration that asked for it.
/// </summary>
[Trait("Category", "fast")]
public sealed class HundredsOfInstancesTests
{
    private const int Count = 300;
    private const string Automation = "the automation failed on this incident";
    private static readonly string[] Ids = [.. Enumerable.Range(1, Count).Select(id => $"{id}")];
    private static readonly string Huge = new('C', 60_000);
    private static readonly InstanceStatusReading Complaint = InstanceStatusReading.Parse($$$"""{"database":{"state":"unreachable","since":"2026-11-20T12:00:00Z","error":"{{{Huge}}}"}}""");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_incident_of_each_of_them_goes_on_while_the_platform_refuses_with_a_huge_error_code()
    {
        TierObservation tier = Tier(Ids, sick: Count);
        Script script = new() { Looks = [tier], Starts = [await RefusalAsync()], Ids = Ids };
        await using VirtualIncident first = new(script);
        await first.OpenAsync();
        foreach (string id in Ids.Skip(1))
        {
            await IncidentStart.OpenAsync(first.Client, InputOf(id, tier, first), complete: null, Ct);
        }

        IncidentRecord canary = await first.EndAsync();

        OrchestrationMetadata[] all = await AllAsync(first);
        Assert.Equal(Count, all.Count(one => one.Name == IncidentKey.Orchestration));
        Assert.DoesNotContain(OrchestrationRuntimeStatus.Failed, all.Select(one => one.RuntimeStatus));
        Assert.DoesNotContain(all, one => one.Name == IncidentKey.Orchestration && IncidentReader.Read(one)!.Reason.Contains(Automation, StringComparison.Ordinal));
        Assert.StartsWith("Person needed: restart of instance 1 could not be started.", canary.Reason, StringComparison.Ordinal);
        Assert.Contains("the platform refused: 400 CCCCCCCC", canary.Actions[0].Detail, StringComparison.Ordinal);
        // As much as is possible: a status that were cut to nothing would be small as well.
        Assert.InRange(all.Max(one => one.SerializedInput?.Length ?? 0), 2_000, 64 * 1024);
        Assert.InRange(all.Max(one => one.SerializedCustomStatus?.Length ?? 0), 1_000, 8 * 1024);
    }

    [Fact]
    public async Task One_of_them_is_replaced()
    {
        string[] after = [.. Ids, "301"];
        Script script = new() { Looks = [Tier(Ids, sick: 1), Tier(Ids, sick: 1), Tier(after, sick: 1)], Ids = Ids };
        await using VirtualIncident incident = new(script, order: new Order(RepairAction.Replace, "operator anna", null, IsForced: false));
        await incident.OpenAsync();

        IncidentRecord record = await incident.EndAsync();

        Assert.Equal((IncidentOutcome.Recovered, "301"), (record.Outcome, record.Actions[^1].Replacement));
    }

    [Fact]
    public void A_look_for_newcomers_has_the_target_and_no_more_than_twenty_others_and_counts_all()
    {
        string[] many = [.. Enumerable.Range(1, 2 * Count).Select(id => $"{id}")];
        TierObservation seen = Tier(many, sick: 1);

        TierObservation part = seen.Besides(Ids, "7");

        Assert.Equal(["7", .. many.Skip(Count).Take(20)], part.Instances.Select(instance => instance.Id));
        Assert.Equal((1, 2 * Count, seen.Fleet().Well), (part.Fleet().Sick, part.Fleet().Total, part.Fleet().Well));
    }

    // By the real pipeline, as the platform's words reach the orchestration.
    private static async Task<StartedOperation> RefusalAsync()
    {
        await using ScriptedArm arm = new();
        arm.On("/virtualMachines/1", """{"instanceId":"1","properties":{"provisioningState":"Succeeded"}}""")
            .On("/restart", $$$"""{"error":{"code":"{{{Huge}}}","message":"{{{Huge}}}"}}""", HttpStatusCode.BadRequest, HttpMethod.Post);
        StartedOperation refused = await arm.Get<InstanceActivities>().StartAction(
            new(InstanceAction.Restart, "1", TimeProvider.System.GetUtcNow().UtcDateTime, GuardClient.Held("1")), new GuardClient(), Ct);
        Assert.Equal(StartKind.Refused, refused.Kind);
        return refused;
    }

    private static RecoveryInput InputOf(string id, TierObservation tier, VirtualIncident stage) => new(
        IncidentKey.ForInstance(id), id, "alert lb-probe-down", stage.Clock.GetUtcNow().AddSeconds(-30), new string('s', 256), stage.Clock.GetUtcNow(), VirtualIncident.Defaults, null)
    {
        Seen = tier.About(id),
    };

    private static TierObservation Tier(string[] ids, int sick) =>
        Look.Of([.. ids.Select((id, at) => Look.Instance(id, at < sick ? "bbb" : "ggg") with { Status = Complaint })]);

    private static async Task<OrchestrationMetadata[]> AllAsync(VirtualIncident stage)
    {
        List<OrchestrationMetadata> all = [];
        await foreach (OrchestrationMetadata one in stage.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true)).WithCancellation(Ct))
        {
            all.Add(one);
        }

        return [.. all];
    }
}
