using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>Starts an orchestration whose id is a lock.</summary>
internal static class SingletonStart
{
    // Running states must be named: a client that finds a running instance whose status is not in the list replaces it.
    private static readonly OrchestrationRuntimeStatus[] Live =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>Starts it unless one with this id is running.</summary>
    /// <returns>True when this call started it, false when one was there.</returns>
    public static Task<bool> StartAsync(
        DurableTaskClient client, string orchestrator, string id, object input, CancellationToken cancellation) =>
        StartAsync(client, orchestrator, id, input, Live, cancellation);

    /// <summary>Starts it unless one with this id is running or has completed: a repeated delivery of the same thing is done already.</summary>
    /// <returns>True when this call started it, false when one was there.</returns>
    public static Task<bool> StartOnceAsync(
        DurableTaskClient client, string orchestrator, string id, object input, CancellationToken cancellation) =>
        StartAsync(client, orchestrator, id, input, [.. Live, OrchestrationRuntimeStatus.Completed], cancellation);

    private static async Task<bool> StartAsync(
        DurableTaskClient client, string orchestrator, string id, object input, OrchestrationRuntimeStatus[] dedupe, CancellationToken cancellation)
    {
        if (await IsThereAsync())
        {
            return false;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestrator, input, new StartOrchestrationOptions(id).WithDedupeStatuses(dedupe), cancellation);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // The exception for "is there already" differs between backends and client versions, so the fact itself is asked for.
            if (await IsThereAsync())
            {
                return false;
            }

            throw;
        }

        async Task<bool> IsThereAsync() =>
            await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellation) is { } found && dedupe.Contains(found.RuntimeStatus);
    }
}
