using System.Net;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Alerts;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Many alerts at once, over real HTTP, on the local runtime: people are told how many there were, not of each.</summary>
[Trait("Category", "fast")]
public sealed class AlertFloodTests
{
    private const int Alerts = 1000;

    // Those that meet an incident which is just ending wait for its end: tried again together, with twice the wait each time, some took over a minute.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    // Longer than all of this may take, so that how quick the machine is does not count: every time of collecting has its notice.
    private const string GroupFor = "00:05:00";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_alerts_with_nothing_wrong_are_told_in_one_notice()
    {
        await using LocalStage stage = await LocalStage.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Notifications:GroupFor"] = GroupFor,
            // On a busy machine an answer is late, which is no fault of what answers.
            ["Stack:InstanceTimeout"] = "00:00:20",
            ["Recovery:DecisionDeadline"] = "00:02:00",
        });
        await AllServeAsync(stage);

        await Parallel.ForEachAsync(Enumerable.Range(0, Alerts), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (number, _) =>
        {
            using HttpResponseMessage answer = await stage.PostAlertAsync(AlertBodies.Fired(stage.AddressOf($"{1 + (number % 3)}"), $"alert-{number}"));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        });
        await Eventually.Is(
            () => AllAsync(stage, AlertPolicy.IntakePrefix), all => all.Length == Alerts && all.All(one => one.IsCompleted), "every alert is placed", MaxWait);
        OrchestrationMetadata[] incidents = await Eventually.Is(() => AllAsync(stage, "incident-"), all => all.All(one => one.IsCompleted), "every incident ends", MaxWait);
        (int told, int notices) = await Eventually.Is(() => ToldAsync(stage), seen => seen.Notices > 0 && seen.Told == incidents.Length, "people are told", MaxWait);

        Assert.All(incidents, incident => Assert.Equal(IncidentOutcome.NoAction, incident.ReadOutputAs<IncidentRecord>()!.Outcome));
        Assert.True(told >= stage.Machines.Count, $"{told} incidents are fewer than instances");
        Assert.Equal(1, notices);
    }

    private static async Task AllServeAsync(LocalStage stage)
    {
        foreach (MemoryMachine machine in stage.Machines.Values)
        {
            machine.Serve();
        }

        await Eventually.Is(
            () => Task.FromResult(stage.Azure.ScaleSet.Instances), all => all.All(instance => instance.State.Health.Value == "healthy"), "every machine is known to serve");
    }

    // How many were told or wait to be, in how many notices.
    private static async Task<(int Told, int Notices)> ToldAsync(LocalStage stage)
    {
        NoticeView[] told = await stage.GetAsync<NoticeView[]>("/api/notifications");
        NoticeGroups groups = (await stage.Host.Client.Entities.GetEntityAsync<NoticeGroups>(NoticeEntity.Id, cancellation: Ct))?.State ?? new();
        return (told.Sum(shown => shown.Notice.Count) + groups.Open.Sum(open => open.Count), told.Length + groups.Open.Count(open => open.Count > 0));
    }

    private static async Task<OrchestrationMetadata[]> AllAsync(LocalStage stage, string prefix)
    {
        List<OrchestrationMetadata> all = [];
        await foreach (OrchestrationMetadata one in stage.Host.Client.GetAllInstancesAsync(new(InstanceIdPrefix: prefix, FetchInputsAndOutputs: true)).WithCancellation(Ct))
        {
            all.Add(one);
        }

        return [.. all];
    }
}
