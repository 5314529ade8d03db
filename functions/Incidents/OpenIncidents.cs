using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>Finds the incident that holds a key.</summary>
internal static class OpenIncidents
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The id of the open incident under a key.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="key">The key.</param>
    /// <param name="clock">Given: waits a moment for one that was just started and has no id yet.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null when there is none, or none that has an id yet.</returns>
    public static async Task<string?> FindAsync(DurableTaskClient client, string key, TimeProvider? clock, CancellationToken cancellation)
    {
        DateTimeOffset until = (clock?.GetUtcNow() ?? DateTimeOffset.MinValue) + (clock is null ? TimeSpan.Zero : Patience);
        while (true)
        {
            OrchestrationMetadata? holder = await client.GetInstanceAsync(key, getInputsAndOutputs: true, cancellation);
            if (holder is { IsRunning: true } && holder.ReadCustomStatusAs<OpenIncident>() is { } open)
            {
                return open.IncidentId;
            }

            if (clock is null || clock.GetUtcNow() >= until || holder is { IsCompleted: true })
            {
                return null;
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }
}
