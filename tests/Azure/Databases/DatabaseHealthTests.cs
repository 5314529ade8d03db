using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Steadfast.Local.Azure.Tests;

/// <summary>What resource health says of the database.</summary>
public sealed class DatabaseHealthTests
{
    [Theory]
    [InlineData(true, "Planned", "UserInitiated")]
    [InlineData(false, "Unplanned", "PlatformInitiated")]
    public async Task Failover_is_unavailability_that_ends_when_the_database_is_seen_to_answer(bool asked, string title, string cause)
    {
        await using var stack = await TestStack.StartAsync(options => options with { AlertRules = [] }, new FakeDatabase());
        var sent = Watch(stack);

        if (asked)
        {
            stack.Emulator.DatabaseActions!.Failover();
        }
        else
        {
            stack.Pair.Seen = FakeDatabase.PrimaryDead;
        }

        await Poll.UntilAsync("two alerts", () => sent.Count == 2);

        Assert.Equal(
            [
                $"mysql-resource-health Fired Active Unavailable after Available: {title} {cause}",
                $"mysql-resource-health Fired Resolved Available after Unavailable: {title} {cause}",
            ],
            sent);
    }

    [Fact]
    public async Task Restart_and_an_operation_that_is_made_to_fail_are_no_unavailability()
    {
        await using var stack = await TestStack.StartAsync(options => options with { AlertRules = [] }, new FakeDatabase());
        var sent = Watch(stack);
        stack.Emulator.Faults.FailNextOperation(kind: OperationKind.Failover);

        foreach (var act in new[] { stack.Emulator.DatabaseActions!.Failover, stack.Emulator.DatabaseActions!.Restart })
        {
            var operation = act().Operation!;
            await Poll.UntilAsync("the end", () => stack.Emulator.Database!.Operations.Find(operation.Id)!.EndTime is not null);
        }

        Assert.Empty(sent);
    }

    private static ConcurrentQueue<string> Watch(TestStack stack)
    {
        ConcurrentQueue<string> sent = new();
        stack.Emulator.ActionGroup.Plan = alert =>
        {
            sent.Enqueue(Read(CommonAlertSchema.Of(alert)));
            return DeliveryPlan.Normal;
        };
        return sent;
    }

    private static string Read(JsonObject body)
    {
        var data = body["data"]!;
        var (essentials, context) = (data["essentials"]!, data["alertContext"]!);
        var properties = context["properties"]!;
        return $"{essentials["alertRule"]} {essentials["monitorCondition"]} {context["status"]} {properties["currentHealthStatus"]} "
            + $"after {properties["previousHealthStatus"]}: {properties["title"]} {properties["cause"]}";
    }
}
