using System.Net.Http.Json;
using System.Text.Json;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Runtime;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Bench;

/// <summary>One incident on a twin: the messages from its alert to its action, and in all.</summary>
/// <param name="What">What happened.</param>
/// <param name="Action">Name of the activity that asks the platform for the action.</param>
/// <param name="Way">The messages from the alert to the action, one after the other.</param>
/// <param name="Messages">How many messages the alert and the incident took, notices not counted.</param>
/// <param name="Events">How many events the history of the incident has.</param>
/// <param name="Milliseconds">From the alert's arrival to the acceptance of the action.</param>
public sealed record HopsRun(string What, string Action, IReadOnlyList<Hop> Way, int Messages, int Events, double Milliseconds)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>One web server of three dies, and a restart helps.</summary>
    public static async Task<HopsRun> OfInstanceAsync()
    {
        await using Twin twin = await Twin.StartAsync(new TwinOptions { IsCrowd = true }.WithoutWatchdog(), CancellationToken.None);
        twin.Machine("1").Crash();
        return await ReadAsync(twin, "one web server of three dies, one restart", "1", "StartAction");
    }

    /// <summary>The primary of the database dies, and the platform does nothing by itself.</summary>
    public static async Task<HopsRun> OfDatabaseAsync()
    {
        TwinOptions options = new TwinOptions { HasDatabase = true, PlatformFailover = PlatformFailover.Absent }.WithoutWatchdog();
        await using Twin twin = await Twin.StartAsync(options, CancellationToken.None);
        twin.Database!.Pair.Faults.KillPrimary();
        return await ReadAsync(twin, "the primary of the database dies, one failover", IncidentKey.Database, "StartFailover");
    }

    private static async Task<HopsRun> ReadAsync(Twin twin, string what, string target, string action)
    {
        IncidentRecord record = await EndedAsync(twin, target);
        HistoryExport[] histories = await HistoriesAsync(twin);
        IReadOnlyList<Hop> way = MessagePath.To(histories, record.Id, action);
        HistoryExport[] onTheWay = [
            .. histories.Where(history => history.InstanceId == record.Id || way.Any(hop => hop.InstanceId == history.InstanceId))];
        return new(
            what, action, way, onTheWay.Sum(history => MessagePath.Of(history).Count),
            histories.Single(history => history.InstanceId == record.Id).Events.Count,
            (record.Actions[0].Accepted!.Value - record.Timeline.Signal!.Value).TotalMilliseconds);
    }

    private static async Task<IncidentRecord> EndedAsync(Twin twin, string target)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < MaxWait)
        {
            IncidentRecord? record = (await twin.Functions.IncidentsAsync(CancellationToken.None))
                .FirstOrDefault(one => one.Target == target);
            if (record is { Outcome: not IncidentOutcome.Open })
            {
                return record.Actions.Count > 0
                    ? record
                    : throw new InvalidOperationException($"The incident ended without an action: {record.Reason}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }

        throw new InvalidOperationException($"No incident of {IncidentKey.NameOf(target)} has ended within {MaxWait.TotalSeconds:0} s.");
    }

    private static async Task<HistoryExport[]> HistoriesAsync(Twin twin)
    {
        using HttpClient http = new() { BaseAddress = new Uri(twin.Functions.Url, "runtime/webhooks/durabletask/") };
        http.DefaultRequestHeaders.Add("x-functions-key", twin.Options.MasterKey);
        Listed[] all = await http.GetFromJsonAsync<Listed[]>("instances?top=1000&showInput=false", Json) ?? [];
        // Notices are delivered beside all this; nothing waits for them.
        return await Task.WhenAll(all.Where(one => one.Name != "Notification").Select(async one =>
            HistoryExport.Parse(await http.GetStringAsync($"instances/{Uri.EscapeDataString(one.InstanceId)}/history"))));
    }

    private sealed record Listed(string InstanceId, string Name);
}
