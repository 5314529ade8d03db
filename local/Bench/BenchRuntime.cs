using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Steadfast.Local.Runtime;

namespace Steadfast.Local.Bench;

/// <summary>A runtime with the measured functions, and how to load it.</summary>
public sealed class BenchRuntime : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly DurableRuntime _runtime;

    private BenchRuntime(ServiceProvider services, DurableRuntime runtime)
    {
        _services = services;
        _runtime = runtime;
    }

    /// <summary>Starts orchestrations and asks about them.</summary>
    public DurableTaskClient Client => _runtime.Client;

    /// <summary>Starts a runtime; null options: in memory.</summary>
    public static async Task<BenchRuntime> StartAsync(RuntimeOptions? options = null)
    {
        var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var runtime = new DurableRuntime(FunctionCatalog.FromTypes(typeof(BenchFunctions)), services, options ?? new RuntimeOptions());
        await runtime.StartAsync();
        return new BenchRuntime(services, runtime);
    }

    /// <summary>Runs waves of instances that start at once, checks their results, and returns how many finished per second.</summary>
    public async Task<double> RunWavesAsync(string orchestrator, int atOnce, int waves, int result)
    {
        var time = Stopwatch.StartNew();
        for (int wave = 0; wave < waves; wave++)
        {
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => RunOneAsync(orchestrator, result)));
        }

        return atOnce * waves / time.Elapsed.TotalSeconds;
    }

    /// <summary>Starts instances that wait for a moment, and returns when all of them wait.</summary>
    public async Task StartWaitingAsync(int count, DateTime due)
    {
        foreach (int[] part in Enumerable.Range(0, count).Chunk(500))
        {
            await Task.WhenAll(part.Select(number => Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(BenchFunctions.WaitOnTimer), due, new Microsoft.DurableTask.StartOrchestrationOptions($"waiting-{number}"))));
        }

        await _runtime.WhenIdleAsync();
        int waiting = await Client.GetAllInstancesAsync(new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running]))
            .CountAsync();
        if (waiting != count)
        {
            throw new InvalidOperationException($"{waiting} of {count} instances wait");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        await _services.DisposeAsync();
    }

    private async Task RunOneAsync(string orchestrator, int result)
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, 1, CancellationToken.None);
        var end = await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, CancellationToken.None);
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed || end.ReadOutputAs<int>() != result)
        {
            throw new InvalidOperationException(
                $"{orchestrator} {id} ended as {end.RuntimeStatus} with {end.SerializedOutput}: {end.FailureDetails?.ErrorMessage}");
        }
    }
}
