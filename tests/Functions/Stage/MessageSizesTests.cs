using System.Text;
using Microsoft.DurableTask.Converters;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Stage;

/// <summary>What travels between orchestrations, activities and entities, and what entities keep, stays below 64 KB with 300 instances that are all in trouble.</summary>
[Trait("Category", "fast")]
public sealed class MessageSizesTests
{
    private const int Instances = 300;
    private const int Most = 64 * 1024;
    private static readonly DateTime Noon = new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567);
    private static readonly string[] Ids = [.. Enumerable.Range(1, Instances).Select(id => $"{id}")];

    [Fact]
    public void The_guard_of_300_instances_that_are_all_repaired()
    {
        GuardState state = new()
        {
            Permits = [.. Ids.Take(60).Select(id => new Permit(IncidentOf(id), id, RepairAction.Replace, "alert lb-probe-down", false, false, Noon, Noon.AddHours(1), false))],
            CoolDowns = [.. Ids.Select(id => new CoolDown(id, IncidentKey.NotServing, IncidentOf(id), Noon))],
            Repairs = [.. Ids.Select(id => new Repair(id, RepairAction.Restart, Noon, false))],
            Hold = new([.. Ids.Select(IncidentOf)], true),
            Revocations = [.. Ids.Take(100).Select(id => new PermitRevocation(IncidentOf(id), "operator anna") { GivenUpAt = Noon })],
            Refusals = [.. Ids.Take(20).Select(id => new OngoingRefusal(id, IncidentOf(id), Noon, Noon, 17, new(RefusalKind.Storm, new string('r', 300), Noon)))],
        };

        AssertSmall(state);
    }

    [Fact]
    public void The_memory_of_the_watchdog_of_300_instances_that_all_fall() => AssertSmall(new WatchdogMemory
    {
        Began = Noon,
        Targets = [.. Ids.Select(id => new WatchedTarget(id, 40, Noon, Noon, [Noon, Noon, Noon]) { Openings = 2 })],
        Awaited = [.. Ids.Select(id => new AwaitedAlert(id, Noon, Noon))],
        Noticed = [.. Ids.Select(id => $"long-{IncidentOf(id)}")],
    });

    [Fact]
    public void The_notices_that_are_collected_of_300_incidents()
    {
        NoticeGroups groups = new();
        foreach (string id in Ids)
        {
            Notice notice = new($"one-{id}", (NoticeKind)(int.Parse(id) % 3), $"instance {id}", new string('t', 1_000), Noon, IncidentOf(id)) { Cause = new string((char)('a' + (int.Parse(id) % 26)), 200) };
            groups = NoticeGroupPolicy.Add(groups, notice, Noon, TimeSpan.FromMinutes(1)).Groups;
            groups = groups with { LastWords = PagerOrder.After(groups.LastWords, notice) };
        }

        AssertSmall(groups);
    }

    private static string IncidentOf(string id) => $"incident-instance-{id}-not-serving-20261120T120000";

    private static void AssertSmall(object message)
    {
        int bytes = Encoding.UTF8.GetByteCount(JsonDataConverter.Default.Serialize(message)!);
        Assert.True(bytes <= Most, $"{message.GetType().Name} has {bytes} bytes");
    }
}
