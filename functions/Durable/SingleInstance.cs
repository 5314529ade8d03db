using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Durable;

/// <summary>Carries, in the input of an orchestration whose id is a lock, the mark of the call that started the orchestration.</summary>
/// <typeparam name="TSelf">The input itself.</typeparam>
public interface ISingleInstanceInput<out TSelf> where TSelf : ISingleInstanceInput<TSelf>
{
    /// <summary>Gets the mark of the call that started the orchestration; null before <see cref="MarkedWith"/>.</summary>
    string? StartMark { get; }

    /// <summary>Returns the same input with a mark.</summary>
    TSelf MarkedWith(string mark);
}

/// <summary>Starts an orchestration whose id is a lock.</summary>
internal static class SingleInstance
{
    private const int MaxTries = 3;

    // Running states must be named: a client that finds a running instance whose status is not in the list replaces it.
    /// <summary>Lists the statuses of what has not ended, suspended or not.</summary>
    public static readonly OrchestrationRuntimeStatus[] Live =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static readonly OrchestrationRuntimeStatus[] LiveOrCompleted = [.. Live, OrchestrationRuntimeStatus.Completed];

    /// <summary>Starts it unless one with this id is running.</summary>
    /// <returns>True when the input of this call runs, false when one was there or another call was quicker.</returns>
    public static Task<bool> StartAsync<T>(
        DurableTaskClient client, string orchestrator, string id, T input, CancellationToken cancellation)
        where T : ISingleInstanceInput<T> => StartAsync(client, orchestrator, id, input, Live, cancellation);

    /// <summary>
    /// Starts it unless one with this id is running or has completed: a repeated delivery of the same thing is done already.
    /// </summary>
    /// <returns>True when the input of this call runs or has run, false when one was there or another call was quicker.</returns>
    public static async Task<bool> StartOnceAsync<T>(
        DurableTaskClient client, string orchestrator, string id, T input, CancellationToken cancellation)
        where T : ISingleInstanceInput<T>
    {
        // A storm repeats what is known thousands of times. Asking first costs one read; being refused costs several, and an exception.
        OrchestrationMetadata? known = await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellation);
        return (known is null || !LiveOrCompleted.Contains(known.RuntimeStatus))
            && await StartAsync(client, orchestrator, id, input, LiveOrCompleted, cancellation);
    }

    /// <summary>Starts it unless one with this id is there, whatever became of it.</summary>
    /// <returns>True when the input of this call runs or has run, false when one was there or another call was quicker.</returns>
    public static Task<bool> StartNewAsync<T>(
        DurableTaskClient client, string orchestrator, string id, T input, CancellationToken cancellation)
        where T : ISingleInstanceInput<T> => StartAsync(
            client, orchestrator, id, input,
            [.. Live, OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated],
            cancellation);

    private static async Task<bool> StartAsync<T>(
        DurableTaskClient client, string orchestrator, string id, T input, OrchestrationRuntimeStatus[] dedupe,
        CancellationToken cancellation)
        where T : ISingleInstanceInput<T>
    {
        string mark = Guid.NewGuid().ToString("N");
        StartOrchestrationOptions options = new StartOrchestrationOptions(id).WithDedupeStatuses(dedupe);
        for (int tries = 1; ; tries++)
        {
            try
            {
                await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input.MarkedWith(mark), options, cancellation);
                break;
            }
            catch (Exception) when (!cancellation.IsCancellationRequested)
            {
                // The exception for "is there already" differs between backends and client versions, so the fact itself is asked for.
                OrchestrationMetadata? found = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation);
                if (found is null)
                {
                    throw;
                }

                // Only the answer to the start was lost.
                if (IsMarked<T>(found, mark))
                {
                    return true;
                }

                if (dedupe.Contains(found.RuntimeStatus))
                {
                    return false;
                }

                // What stood against it has ended since.
                if (tries == MaxTries)
                {
                    throw;
                }
            }
        }

        // Azure Storage reports success to every one of several starts at once, and runs only one of them; its input says which.
        OrchestrationMetadata started = await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation)
            ?? throw new InvalidOperationException(
                $"The orchestration {id} was started and is not there; it cannot be said whose input runs.");
        return IsMarked<T>(started, mark);
    }

    private static bool IsMarked<T>(OrchestrationMetadata found, string mark) where T : ISingleInstanceInput<T> =>
        found.ReadInputAs<T>()?.StartMark == mark;
}
