using System.Net;
using System.Text.Json.Nodes;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Simulation.Faults;
using Steadfast.Local.Simulation.Worlds;

namespace Steadfast.Local.Simulation.Policies;

/// <summary>A runbook: each alert that fires restarts what it names, and nothing else is looked at.</summary>
internal sealed class RestartOnAlert : IPolicy
{
    private const string Address = "https://runbook.example/alerts";

    // Of the alerts on the database those that say that something is broken; a processor that is busy is none of them.
    private static readonly string[] OfDatabase = [DatabaseAlertRules.HaIoName, DatabaseAlertRules.HaSqlName, ResourceHealthRule.DatabaseRuleName];

    public string Name => "restart-on-alert";

    public string Text => "a runbook that restarts what an alert names, and the database's own failover";

    public IReadOnlyDictionary<string, string?>? Settings => null;

    public Func<string, string?, string?>? Altered => null;

    public bool HasAutomaticRepairs(FaultSchedule schedule) => schedule.AutomaticRepairs;

    public PlatformFailover FailoverOf(FaultSchedule schedule) => schedule.PlatformFailover;

    public void Begin(World world)
    {
        world.Receive = (request, ct) => RunAsync(world, request, ct);
        world.Azure.ActionGroup.Add(new WebhookReceiver("runbook", new(Address)));
    }

    public void Pause(World world, bool isPaused) => world.IsPaused = isPaused;

    // Whoever gets an alert that no runbook mends.
    public bool Pages(Alert alert) => alert.Rule.Name != MetricAlertRule.ProbeDownName && !OfDatabase.Contains(alert.Rule.Name);

    private static async Task<HttpResponseMessage> RunAsync(World world, HttpRequestMessage request, CancellationToken ct)
    {
        JsonNode essentials = JsonNode.Parse(await request.Content!.ReadAsStringAsync(ct))!["data"]!;
        string rule = essentials["essentials"]!["alertRule"]!.GetValue<string>();
        if (essentials["essentials"]!["monitorCondition"]!.GetValue<string>() == "Fired" && !world.IsPaused)
        {
            Act(world, rule, essentials.ToJsonString());
        }

        return new(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
    }

    private static void Act(World world, string rule, string alert)
    {
        if (rule == MetricAlertRule.ProbeDownName)
        {
            foreach (Instance instance in world.Azure.ScaleSet.Instances.Where(one => alert.Contains($"\"{one.Spec.PrivateIp}\"", StringComparison.Ordinal)))
            {
                world.Azure.Actions.Restart(instance);
            }
        }
        else if (OfDatabase.Contains(rule))
        {
            world.Azure.DatabaseActions!.Restart();
        }
    }
}
