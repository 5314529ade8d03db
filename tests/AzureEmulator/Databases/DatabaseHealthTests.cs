using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Steadfast.Local.AzureEmulator.Tests;

/// <summary>What resource health says of the database.</summary>
[Trait("Category", "fast")]
public sealed class DatabaseHealthTests
{
    [Theory]
    [InlineData(true, "Planned", "UserInitiated")]
    [InlineData(false, "Unplanned", "PlatformInitiated")]
    public async Task Every_failover_is_one_unavailability(bool asked, string title, string cause)
    {
        await using var stack = await TestStack.StartAsync(options => options with { AlertRules = [] }, new FakeDatabase());
        var sent = Watch(stack);

        for (var failover = 1; failover <= 2; failover++)
        {
            if (asked)
            {
                stack.Emulator.DatabaseActions!.Failover();
            }
            else
            {
                stack.Pair.Seen = FakeDatabase.PrimaryDead;
            }

            await Poll.UntilAsync("the failover", () => stack.Pair.Calls.Count == 2 * failover);
            await Poll.UntilAsync("a redundant pair", () => stack.Emulator.Database!.State is { State: "Ready", HighAvailability: "Healthy" });
        }

        var expected = $"mysql-resource-health Fired Active Unavailable after Available: {title} {cause}";
        Assert.Equal([expected, expected], sent);
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
