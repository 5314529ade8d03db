using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Local.Bench;

/// <summary>The orchestrations that are measured. They do next to nothing, so what is measured is the runtime.</summary>
public static class BenchFunctions
{
    /// <summary>The event that ends <see cref="LongHistory"/>.</summary>
    public const string Finish = "Finish";

    /// <summary>Result of <see cref="FiveInSequence"/> for 1.</summary>
    public const int SequenceResult = 6;

    /// <summary>Result of <see cref="FiveInParallel"/> for 1.</summary>
    public const int ParallelResult = 20;

    /// <summary>Five activities, one after the other.</summary>
    [Function(nameof(FiveInSequence))]
    public static async Task<int> FiveInSequence([OrchestrationTrigger] TaskOrchestrationContext context, int value)
    {
        for (int step = 0; step < 5; step++)
        {
            value = await context.CallActivityAsync<int>(nameof(Increment), value);
        }

        return value;
    }

    /// <summary>Five activities at once.</summary>
    [Function(nameof(FiveInParallel))]
    public static async Task<int> FiveInParallel([OrchestrationTrigger] TaskOrchestrationContext context, int value)
    {
        int[] results = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(step => context.CallActivityAsync<int>(nameof(Increment), value + step)));
        return results.Sum();
    }

    /// <summary>Waits for a moment and ends.</summary>
    [Function(nameof(WaitOnTimer))]
    public static async Task<string> WaitOnTimer([OrchestrationTrigger] TaskOrchestrationContext context, DateTime due)
    {
        await context.CreateTimer(due, CancellationToken.None);
        return "done";
    }

    /// <summary>
    /// Calls activities until its history is long, waits for an event, ends. What follows the event is one replay of it all.
    /// </summary>
    [Function(nameof(LongHistory))]
    public static async Task<int> LongHistory([OrchestrationTrigger] TaskOrchestrationContext context, int activities)
    {
        int value = 0;
        for (int step = 0; step < activities; step++)
        {
            value = await context.CallActivityAsync<int>(nameof(Increment), value);
        }

        context.SetCustomStatus("waiting");
        await context.WaitForExternalEvent<string>(Finish);
        return value;
    }

    /// <summary>The work.</summary>
    [Function(nameof(Increment))]
    public static int Increment([ActivityTrigger] int value) => value + 1;
}
