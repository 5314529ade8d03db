using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace Steadfast.Local.Runtime.Tests;

[Trait("Category", "fast")]
public sealed class EntityTests
{
    private static readonly EntityInstanceId Id = new("Counter", "one");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signals_change_the_state_in_the_order_they_come()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));
        for (int number = 0; number < 100; number++)
        {
            await lab.Client.Entities.SignalEntityAsync(Id, "Append", number, cancellation: Token);
        }

        await lab.SettleAsync();

        Assert.Equal(Enumerable.Range(0, 100), (await lab.Client.Entities.GetEntityAsync<List<int>>(Id, cancellation: Token))!.State);
    }

    [Fact]
    public async Task Signals_from_many_at_once_are_each_applied_once()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(() => lab.Client.Entities.SignalEntityAsync(Id, "Append", number, cancellation: Token))));
        await lab.SettleAsync();

        Assert.Equal(Enumerable.Range(0, 500), (await lab.Client.Entities.GetEntityAsync<List<int>>(Id, cancellation: Token))!.State.Order());
    }

    [Fact]
    public async Task An_orchestration_calls_an_entity_and_gets_its_answer()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));

        var ended = await lab.RunAsync(nameof(Call));

        Assert.Equal(["2", "Operation 'Fail' of entity '@counter@one' failed: no", "2"], ended.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task A_failed_operation_leaves_the_state_and_sends_nothing()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));
        await lab.Client.Entities.SignalEntityAsync(Id, "Append", 1, cancellation: Token);

        await lab.Client.Entities.SignalEntityAsync(Id, "Fail", cancellation: Token);
        await lab.SettleAsync();

        Assert.Equal([1], (await lab.Client.Entities.GetEntityAsync<List<int>>(Id, cancellation: Token))!.State);
        Assert.Null(await lab.Client.Entities.GetEntityAsync(new("counter", "other"), Token));
    }

    [Fact]
    public async Task An_entity_signals_another_and_starts_an_orchestration()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));

        await lab.Client.Entities.SignalEntityAsync(Id, "Spread", 9, cancellation: Token);
        await lab.SettleAsync();

        Assert.Equal([9], (await lab.Client.Entities.GetEntityAsync<List<int>>(new("counter", "other"), cancellation: Token))!.State);
        Assert.Equal("12", (await lab.EndOfAsync("spread")).SerializedOutput);
    }

    [Fact]
    public async Task A_signal_can_be_put_off()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));
        await lab.Client.Entities.SignalEntityAsync(Id, "Append", 1, Lab.Noon.AddHours(1), Token);
        await lab.PassAsync(TimeSpan.FromMinutes(59));
        var before = await lab.Client.Entities.GetEntityAsync(Id, Token);
        await lab.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Null(before);
        Assert.Equal([1], (await lab.Client.Entities.GetEntityAsync<List<int>>(Id, cancellation: Token))!.State);
    }

    [Fact]
    public async Task A_deleted_entity_is_gone_and_begins_anew()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));
        await lab.Client.Entities.SignalEntityAsync(Id, "Append", 1, cancellation: Token);
        await lab.Client.Entities.SignalEntityAsync(Id, "delete", cancellation: Token);
        await lab.SettleAsync();
        var deleted = await lab.Client.Entities.GetEntityAsync(Id, Token);
        var cleaned = await lab.Client.Entities.CleanEntityStorageAsync(cancellation: Token);

        await lab.Client.Entities.SignalEntityAsync(Id, "Append", 2, cancellation: Token);
        await lab.SettleAsync();

        Assert.Null(deleted);
        Assert.Equal(1, cleaned.EmptyEntitiesRemoved);
        Assert.Equal([2], (await lab.Client.Entities.GetEntityAsync<List<int>>(Id, cancellation: Token))!.State);
    }

    [Fact]
    public async Task Entities_are_listed_by_name()
    {
        await using Lab lab = await Lab.StartAsync(typeof(EntityTests), typeof(Counter));
        foreach (string key in new[] { "b", "a", "c" })
        {
            await lab.Client.Entities.SignalEntityAsync(new("counter", key), "Append", 1, cancellation: Token);
        }

        await lab.SettleAsync();

        List<string> ids = [];
        await foreach (EntityMetadata found in lab.Client.Entities.GetAllEntitiesAsync(new EntityQuery { InstanceIdStartsWith = "counter", PageSize = 2 }))
        {
            ids.Add(found.Id.ToString());
        }

        Assert.Equal(["@counter@a", "@counter@b", "@counter@c"], ids);
    }

    [Function(nameof(Call))]
    public static async Task<List<string>> Call([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        List<string> seen = [];
        await context.Entities.SignalEntityAsync(Id, "Append", 1);
        await context.Entities.CallEntityAsync(Id, "append", 2);
        seen.Add($"{await context.Entities.CallEntityAsync<int>(Id, "Count")}");
        try
        {
            await context.Entities.CallEntityAsync(Id, "Fail");
        }
        catch (EntityOperationFailedException failure)
        {
            seen.Add(failure.Message);
        }

        seen.Add($"{await context.Entities.CallEntityAsync<int>(Id, "Count")}");
        return seen;
    }

    [Function(nameof(Twelve))]
    public static Task<int> Twelve([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(12);

    public sealed class Counter : TaskEntity<List<int>>
    {
        public void Append(int number) => State.Add(number);

        public Task<int> Count() => Task.FromResult(State.Count);

        public void Fail()
        {
            State.Add(-1);
            Context.SignalEntity(new("counter", "other"), "Append", 1);
            throw new InvalidOperationException("no");
        }

        public void Spread(int number)
        {
            Context.SignalEntity(new("counter", "other"), "Append", number);
            Context.ScheduleNewOrchestration(nameof(Twelve), null, new StartOrchestrationOptions("spread"));
        }

        [Function(nameof(Counter))]
        public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counter>();
    }
}
