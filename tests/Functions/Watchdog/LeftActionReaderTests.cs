using System.Net;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Tests.Guard;
using Steadfast.Functions.Tests.Stage;
using Steadfast.Functions.Watchdog;
using Steadfast.Local.Runtime;

namespace Steadfast.Functions.Tests.Watchdog;

/// <summary>Reads the end of an action that an incident left behind, by altered answers on the real pipeline of the SDK. An action whose end is not known runs.</summary>
[Trait("Category", "fast")]
public sealed class LeftActionReaderTests
{
    private const string Operation = "https://management.azure.com/operations/restart-1";
    private const string Updating = "Updating";
    private static readonly DateTime Noon = Asks.Noon;
    private static readonly DateTimeOffset Later = new(Noon.AddMinutes(2));

    /// <summary>The action left behind, the operation's answer, the instance as ARM shows it, and whether the permit is free.</summary>
    public static TheoryData<string, Permit, HttpStatusCode, string, string?, bool> Answers => new()
    {
        { "the operation has succeeded", Left(RepairAction.Restart, Operation), HttpStatusCode.OK, """{"status":"Succeeded"}""", null, true },
        { "the operation has failed", Left(RepairAction.Restart, Operation), HttpStatusCode.OK, """{"status":"Failed","error":{"code":"VMFault"}}""", null, true },
        { "the operation runs", Left(RepairAction.Restart, Operation), HttpStatusCode.OK, """{"status":"InProgress"}""", Instance("Succeeded", Noon.AddMinutes(1)), false },
        { "a failover has succeeded", Left(RepairAction.Failover, Operation, "database"), HttpStatusCode.OK, """{"status":"Succeeded"}""", null, true },
        { "a part of a replacement has succeeded", Left(RepairAction.Replace, Operation), HttpStatusCode.OK, """{"status":"Succeeded"}""", null, true },
        { "the platform does not know the operation, and the instance had another one before", Left(RepairAction.Restart, Operation), HttpStatusCode.NotFound, "{}", Instance("Succeeded", Noon.AddMinutes(-1)), false },
        { "the platform does not know the operation, and the instance has ended one since", Left(RepairAction.Restart, Operation), HttpStatusCode.NotFound, "{}", Instance("Succeeded", Noon.AddMinutes(1)), true },
        { "the answer is a page for people", Left(RepairAction.Reimage, Operation), HttpStatusCode.OK, "<html></html>", Instance("Failed", Noon.AddMinutes(1)), true },
        { "nobody has noted the operation, and the instance is at work", Left(RepairAction.Restart, null), HttpStatusCode.OK, "{}", Instance(Updating, Noon.AddMinutes(1)), false },
        { "nobody has noted the operation, and the instance does not say when", Left(RepairAction.Restart, null), HttpStatusCode.OK, "{}", Instance("Succeeded", null), false },
        { "nobody has noted the operation, and the instance says a time that has not come", Left(RepairAction.Restart, null), HttpStatusCode.OK, "{}", Instance("Succeeded", Noon.AddHours(1)), false },
        { "nobody has noted the operation, and the instance has ended one since", Left(RepairAction.Restart, null), HttpStatusCode.OK, "{}", Instance("Succeeded", Noon.AddMinutes(1)), true },
        { "the instance is gone", Left(RepairAction.Restart, null), HttpStatusCode.OK, "{}", "gone", true },
        { "the instance cannot be read", Left(RepairAction.Restart, null), HttpStatusCode.OK, "{}", "unreadable", false },
        { "nobody has noted the operation of a failover", Left(RepairAction.Failover, null, "database"), HttpStatusCode.OK, "{}", Instance("Succeeded", Noon.AddMinutes(1)), false },
        { "nobody has noted the operation of a replacement", Left(RepairAction.Replace, null), HttpStatusCode.OK, "{}", "gone", false },
        { "the operation's URL leads elsewhere", Left(RepairAction.Failover, "https://example.com/operations/1", "database"), HttpStatusCode.OK, """{"status":"Succeeded"}""", null, false },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_permit_is_free_when_its_action_is_seen_to_have_ended(string what, Permit left, HttpStatusCode status, string operation, string? instance, bool isFree)
    {
        await using ScriptedArm arm = Arm(new(Later), status, operation, instance);

        IReadOnlyList<LeftActionEnd> ended = await arm.Get<LeftActionReader>().FindEndedAsync(new() { Permits = [left, Held] }, Ct);

        Assert.Equal((what, isFree ? $"{left.IncidentId} {left.Target} {Noon:u}" : ""), (what, string.Join(", ", ended.Select(end => $"{end.IncidentId} {end.Target} {end.Since:u}"))));
    }

    [Fact]
    public async Task Nothing_is_read_while_nothing_is_left_behind()
    {
        await using ScriptedArm arm = Arm(new(Later), HttpStatusCode.OK, "{}", null);

        Assert.Empty(await arm.Get<LeftActionReader>().FindEndedAsync(new() { Permits = [Held] }, Ct));
        Assert.Empty(arm.Requests);
    }

    [Fact]
    public async Task It_is_not_asked_again_before_the_platform_wants_it()
    {
        VirtualClock clock = new(Later);
        await using ScriptedArm arm = Arm(clock, HttpStatusCode.OK, """{"status":"InProgress"}""", null, ("Retry-After", "40"));
        GuardState guard = new() { Permits = [Left(RepairAction.Restart, Operation)] };
        LeftActionReader reader = arm.Get<LeftActionReader>();

        int[] asked = [await AskedAfterAsync(0), await AskedAfterAsync(15), await AskedAfterAsync(15), await AskedAfterAsync(15)];

        Assert.Equal([1, 1, 1, 2], asked);

        async Task<int> AskedAfterAsync(int seconds)
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            Assert.Empty(await reader.FindEndedAsync(guard, Ct));
            return arm.Requests.Count;
        }
    }

    private static Permit Held => new("incident-2", "2", RepairAction.Restart, "watchdog", false, false, Noon, Noon.AddHours(4), false);

    private static Permit Left(RepairAction action, string? url, string target = "1") =>
        new("incident-1", target, action, "watchdog", false, false, Noon, Noon.AddMinutes(10), false) { Left = new(Noon, "was terminated") { StatusUrl = url } };

    private static string Instance(string state, DateTime? at)
    {
        string time = at is { } moment ? $",\"time\":\"{moment:O}\"" : "";
        return $$$"""{"instanceId":"1","properties":{"provisioningState":"{{{state}}}","instanceView":{"statuses":[ {"code":"ProvisioningState/x"{{{time}}} }]} } }""";
    }

    private static ScriptedArm Arm(VirtualClock clock, HttpStatusCode status, string operation, string? instance, params (string, string)[] headers)
    {
        ScriptedArm arm = new ScriptedArm(clock).On("/operations/restart-1", operation, status, headers: headers);
        return instance switch
        {
            "gone" => arm.On("/virtualMachines/1", """{"error":{"code":"ResourceNotFound"}}""", HttpStatusCode.NotFound),
            "unreadable" => arm.On("/virtualMachines/1", "[]"),
            _ => arm.On("/virtualMachines/1", instance ?? "{}"),
        };
    }
}
