using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Converters;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Notifications;
using Steadfast.Functions.Tests.Guard;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Tests.Durable;

/// <summary>Lists that entities keep: short ones as they are, as all were written before, and long ones packed. Both are read the same.</summary>
[Trait("Category", "fast")]
public sealed class PackedListTests
{
    private static readonly DateTime Noon = Asks.Noon;

    /// <summary>States with lists of so many entries, and how many of their lists are packed then.</summary>
    public static TheoryData<object, int> States => new()
    {
        { Guard(0), 0 },
        { Guard(3), 0 },
        { Guard(300), 5 },
        { Memory(3), 0 },
        { Memory(300), 4 },
        { Groups(3), 0 },
        { Groups(300), 1 },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void A_state_of_before_and_one_with_packed_lists_are_read_the_same(object state, int packed)
    {
        JsonObject written = JsonNode.Parse(JsonDataConverter.Default.Serialize(state)!)!.AsObject();
        JsonObject before = written.DeepClone().AsObject();
        string[] packedLists = [.. before.Where(member => IsPacked(state, member.Key, member.Value)).Select(member => member.Key)];
        foreach (string name in packedLists)
        {
            object list = state.GetType().GetProperty(name)!.GetValue(state)!;
            before[name] = JsonSerializer.SerializeToNode(list, list.GetType());
        }

        object fromBefore = JsonDataConverter.Default.Deserialize(before.ToJsonString(), state.GetType())!;
        object fromPacked = JsonDataConverter.Default.Deserialize(written.ToJsonString(), state.GetType())!;

        Assert.Equal(packed, packedLists.Length);
        Assert.Equal(written.ToJsonString(), JsonDataConverter.Default.Serialize(fromBefore));
        Assert.Equal(written.ToJsonString(), JsonDataConverter.Default.Serialize(fromPacked));
        Assert.Equal(Plain(state), Plain(fromBefore));
        Assert.Equal(Plain(state), Plain(fromPacked));
    }

    [Theory]
    [InlineData("\"no list\"")]
    [InlineData("\"AAAA\"")]
    [InlineData("17")]
    public void What_is_no_list_is_refused(string text) =>
        Assert.ThrowsAny<Exception>(() => JsonDataConverter.Default.Deserialize($$"""{"Permits":{{text}}}""", typeof(GuardState)));

    private static bool IsPacked(object state, string name, JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String && state.GetType().GetProperty(name)!.GetValue(state) is IEnumerable and not string;

    // Every list, entry by entry, in the order of its entries.
    private static string Plain(object state) => string.Join('\n', state.GetType().GetProperties()
        .Where(property => property.GetValue(state) is IEnumerable and not string)
        .Select(property => $"{property.Name}: {JsonSerializer.Serialize(((IEnumerable)property.GetValue(state)!).Cast<object>())}"));

    private static GuardState Guard(int count) => new()
    {
        Permits = [.. Ids(count).Select(id => new Permit($"incident-{id}", id, RepairAction.Replace, "alert lb-probe-down", false, true, Noon, Noon.AddHours(1), false) { Left = id == "2" ? new(Noon, "failed") : null })],
        Revocations = [.. Ids(count).Select(id => new PermitRevocation($"incident-{id}", "operator ännä \"1\"") { GivenUpAt = id == "1" ? Noon : null })],
        CoolDowns = [.. Ids(count).Select(id => new CoolDown(id, IncidentKey.NotServing, $"incident-{id}", Noon))],
        Repairs = [.. Ids(count).Select(id => new Repair(id, RepairAction.Reimage, Noon.AddTicks(1), true))],
        Refusals = [.. Ids(count).Select(id => new OngoingRefusal(id, $"incident-{id}", Noon, Noon, 3, new(RefusalKind.Storm, "most web servers are down", null)))],
    };

    private static WatchdogMemory Memory(int count) => new()
    {
        Targets = [.. Ids(count).Select(id => new WatchedTarget(id, 4, Noon, null, [Noon, Noon.AddSeconds(1)]) { Openings = 1 })],
        Awaited = [.. Ids(count).Select(id => new AwaitedAlert(id, Noon, Noon))],
        Stuck = [.. Ids(count).Select(id => new StuckIncident($"incident-{id}", default, Noon, 2, TimeSpan.FromSeconds(15)))],
        Noticed = [.. Ids(count).Select(id => $"long-incident-instance-{id}-not-serving-000001")],
    };

    private static NoticeGroups Groups(int count) => Ids(count).Aggregate(new NoticeGroups(), (groups, id) => NoticeGroupPolicy.Add(
        groups, new($"one-{id}", NoticeKind.Closed, $"instance {id}", "Recovered by restart", Noon, $"incident-{id}") { Cause = $"cause {id}" }, Noon, TimeSpan.FromMinutes(1)).Groups);

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(1, count).Select(id => $"{id}");
}
