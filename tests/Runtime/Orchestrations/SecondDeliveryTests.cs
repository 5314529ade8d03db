using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Steadfast.Local.Runtime.Tests;

/// <summary>Activities whose message is delivered again, and several workers.</summary>
[Trait("Category", "fast")]
public sealed class SecondDeliveryTests
{
    [Fact]
    public async Task An_activity_that_is_delivered_again_runs_twice_and_its_first_outcome_counts()
    {
        await using Lab lab = await Lab.StartAsync(
            new RuntimeOptions { DeliveredAgainAfter = static () => TimeSpan.FromMinutes(1) }, services => services.AddSingleton<Runs>(), typeof(CountedFunctions));

        OrchestrationMetadata ended = await lab.RunAsync(nameof(CountedFunctions.CountThenWait));

        Assert.Equal((OrchestrationRuntimeStatus.Completed, 1, 2), (ended.RuntimeStatus, ended.ReadOutputAs<int>(), lab.Get<Runs>().Count));
    }

    [Fact]
    public async Task A_function_runs_with_the_services_of_the_worker_that_is_chosen()
    {
        await using ServiceProvider worker = new ServiceCollection().AddSingleton<Runs>().BuildServiceProvider();
        await using Lab lab = await Lab.StartAsync(
            new RuntimeOptions { Worker = _ => worker }, services => services.AddSingleton<Runs>(), typeof(CountedFunctions));

        await lab.RunAsync(nameof(CountedFunctions.CountThenWait));

        Assert.Equal((0, 1), (lab.Get<Runs>().Count, worker.GetRequiredService<Runs>().Count));
    }
}

/// <summary>Counts how often an activity runs.</summary>
public sealed class Runs
{
    private int _count;

    public int Count => _count;

    public int Next() => Interlocked.Increment(ref _count);
}

/// <summary>The functions of <see cref="SecondDeliveryTests"/>.</summary>
public sealed class CountedFunctions(Runs runs)
{
    [Function(nameof(CountThenWait))]
    public static async Task<int> CountThenWait([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int first = await context.CallActivityAsync<int>(nameof(CountRun), "");
        await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
        return first;
    }

    [Function(nameof(CountRun))]
    public int CountRun([ActivityTrigger] string input) => runs.Next();
}
