using System.Net;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Database;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Tests.Stage;

namespace Steadfast.Functions.Tests.Platform.Readers;

/// <summary>Every activity that asks the control plane, while that answers with spoilt bodies, headers and statuses: none throws, each has an answer.</summary>
[Trait("Category", "fast")]
public sealed class ActivityFuzzTests
{
    private static readonly HttpStatusCode[] Statuses =
    [
        HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Accepted, HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.Conflict,
        HttpStatusCode.TooManyRequests, HttpStatusCode.BadRequest, HttpStatusCode.Forbidden,
    ];

    private static readonly string[] Urls =
        ["https://management.azure.com/subscriptions/s/providers/Microsoft.Compute/locations/w/operations/1?api-version=2023-07-01", "nowhere", "https://elsewhere.example/", "https://[", "", "\u00e9"];

    private static readonly string[] Pauses = ["1", "0", "-5", "86400", "99999999999999", "soon", "Fri, 31 Feb 2026 99:00:00 GMT", "1e9"];

    private static readonly (string End, BodyMutator Body)[] Bodies = [.. new (string End, string Body)[]
    {
        ("/virtualMachines", RecordedBodies.Instances), ("/virtualMachines/2", RecordedBodies.Instance), ("/networkInterfaces", RecordedBodies.NetworkInterfaces),
        ("/rollingUpgrades/latest", RecordedBodies.RollingUpgrade), ("/instanceView", RecordedBodies.SetView), ("/web", RecordedBodies.Set), ("/lb/providers/Microsoft.Insights/metrics", RecordedBodies.ProbeMetric),
        ("/mysql/providers/Microsoft.Insights/metrics", RecordedBodies.DatabaseMetrics), ("/mysql", RecordedBodies.DatabaseServer), ("/maintenances", RecordedBodies.Maintenances),
        ("/operations/1", RecordedBodies.OperationStatus), ("/retrieveBootDiagnosticsData", RecordedBodies.BootDiagnostics),
    }.Select(pair => (pair.End, new BodyMutator(pair.Body)))];

    private static readonly BodyMutator Error = new(RecordedBodies.Error);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task No_exception_leaves_an_activity_in_a_thousand_spoilt_answers() => SpoilAsync(rounds: 80, seed: 20261128);

    [Fact(Explicit = true)]
    public Task No_exception_leaves_an_activity_in_fifty_thousand_spoilt_answers() => SpoilAsync(rounds: 4000, seed: 20261129);

    private static async Task SpoilAsync(int rounds, int seed)
    {
        Random random = new(seed);
        await using ScriptedArm arm = new(settings: [new("Stack:DatabaseServer", "mysql"), new("Stack:InstanceTimeout", "00:00:00.050"), new("Recovery:CheckInterval", "00:00:00.050")]);
        arm.Answers.Add(request => Spoilt(request, random));
        GuardClient guard = new();
        DateTime asked = TimeProvider.System.GetUtcNow().UtcDateTime;
        (string Name, Func<Task<object?>> Call)[] calls =
        [
            ("Observe", async () => await arm.Get<ObservationActivities>().Observe(new("test", NotBefore: TimeProvider.System.GetUtcNow().UtcDateTime), Ct)),
            ("ObserveDatabase", async () => await arm.Get<DatabaseActivities>().ObserveDatabase(new("test", TimeProvider.System.GetUtcNow().UtcDateTime), Ct)),
            ("StartAction restart", async () => await arm.Get<InstanceActivities>().StartAction(new(InstanceAction.Restart, "2", asked, GuardClient.Held("2")), guard, Ct)),
            ("StartAction reimage", async () => await arm.Get<InstanceActivities>().StartAction(new(InstanceAction.Reimage, "2", asked, GuardClient.Held("2")), guard, Ct)),
            ("StartAction delete", async () => await arm.Get<InstanceActivities>().StartAction(new(InstanceAction.Delete, "2", asked, GuardClient.Held("2")), guard, Ct)),
            ("PollOperation", async () => await arm.Get<InstanceActivities>().PollOperation(new("2", Urls[random.Next(Urls.Length)], InstanceAction.Restart), Ct)),
            ("ReadScaleSet", async () => await arm.Get<CapacityActivities>().ReadScaleSet("test", Ct)),
            ("StartCapacity", async () => await arm.Get<CapacityActivities>().StartCapacity(new(3, ["0", "2"], "2", asked, GuardClient.Held("2")), guard, Ct)),
            ("PollCapacity", async () => await arm.Get<CapacityActivities>().PollCapacity(new(Urls[random.Next(Urls.Length)]), Ct)),
            ("ReadAutoRepairs", async () => await arm.Get<AutoRepairActivities>().ReadAutoRepairs(new("test"), Ct)),
            ("SuspendRepairs", async () => await arm.Get<AutoRepairActivities>().SuspendRepairs(new("test"), Ct)),
            ("CollectEvidence", async () => await arm.Get<EvidenceActivities>().CollectEvidence(new("e", "2", TimeSpan.FromSeconds(5), "test"), Ct)),
            ("StartFailover", async () => await arm.Get<DatabaseActivities>().StartFailover(new(FailoverWay.Failover, "1", false, asked, GuardClient.Held("database")), guard, Ct)),
            ("PollFailover", async () => await arm.Get<DatabaseActivities>().PollFailover(new(Urls[random.Next(Urls.Length)]), Ct)),
        ];
        for (int round = 0; round < rounds; round++)
        {
            foreach ((string name, Func<Task<object?>> call) in calls)
            {
                arm.Requests.Clear();
                try
                {
                    Assert.NotNull(await call());
                }
                catch (Exception failure)
                {
                    Assert.Fail($"{name} in round {round} of seed {seed}: {string.Join(", ", arm.Requests)}: {failure}");
                }
            }
        }
    }

    private static HttpResponseMessage Spoilt(HttpRequestMessage request, Random random)
    {
        lock (random)
        {
            HttpStatusCode status = Statuses[random.Next(Statuses.Length)];
            byte[] body = (int)status >= 400 ? Error.Spoil(random)
                : Bodies.FirstOrDefault(pair => request.RequestUri!.AbsolutePath.EndsWith(pair.End, StringComparison.OrdinalIgnoreCase)).Body?.Spoil(random) ?? [];
            HttpResponseMessage response = ScriptedArm.Of(
                status, "", ("Azure-AsyncOperation", Urls[random.Next(Urls.Length)]), ("Location", Urls[random.Next(Urls.Length)]), ("Retry-After", Pauses[random.Next(Pauses.Length)]));
            response.Content = new ByteArrayContent(body);
            return response;
        }
    }
}
