using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Local.Runtime.Journal;

namespace Steadfast.Local.Runtime.Killed;

/// <summary>What the process runs: activities, a timer, a child and a signal to one entity, in every orchestration.</summary>
public static class Load
{
    /// <summary>A runtime on a journal that is compacted all the time.</summary>
    public static DurableRuntime Open(string folder) => new(
        FunctionCatalog.FromTypes(typeof(Load), typeof(Ledger)),
        new ServiceCollection().AddLogging().BuildServiceProvider(),
        new() { JournalFolder = folder, Fsync = FsyncPolicy.Never, CompactAfterBytes = 20_000 });

    [Function(nameof(Work))]
    public static async Task<int> Work([OrchestrationTrigger] TaskOrchestrationContext context, int value)
    {
        await context.Entities.SignalEntityAsync(new("ledger", "all"), "Add", context.InstanceId);
        value = await context.CallActivityAsync<int>(nameof(Increment), value);
        await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        int[] more = await Task.WhenAll(context.CallActivityAsync<int>(nameof(Increment), value), context.CallSubOrchestratorAsync<int>(nameof(Child), value));
        return value + more.Sum();
    }

    [Function(nameof(Child))]
    public static async Task<int> Child([OrchestrationTrigger] TaskOrchestrationContext context, int value) =>
        await context.CallActivityAsync<int>(nameof(Increment), await context.CallActivityAsync<int>(nameof(Increment), value));

    [Function(nameof(Increment))]
    public static int Increment([ActivityTrigger] int value) => value + 1;

    public sealed class Ledger : TaskEntity<List<string>>
    {
        public void Add(string id) => State.Add(id);

        [Function(nameof(Ledger))]
        public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Ledger>();
    }
}
