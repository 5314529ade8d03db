using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>Finds the incident that holds a key, and passes events on to it.</summary>
internal static class OpenIncidents
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Until the storage queues have brought the first message of a new incident: one second each (host.json, maxQueuePollingInterval) for its key and
    // for itself, and as much again for their handling.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Seconds after which a caller asks again for an incident that was not there in time.</summary>
    public const int RetryAfterSeconds = 5;

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
            if (holder is { IsCompleted: false } && holder.ReadCustomStatusAs<OpenIncident>() is { } open)
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

    /// <summary>
    /// The record of an incident. One whose key says that it was just opened is waited for: it has an id before its orchestration is there, and no
    /// event can be raised to it until then.
    /// </summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="id">The id, as a caller sent it.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The record; null with <c>IsOpening</c> true when it is being opened and was not there in time, null and false when there is none.</returns>
    public static async Task<(IncidentRecord? Record, bool IsOpening)> ReadAsync(
        DurableTaskClient client, string id, TimeProvider clock, CancellationToken cancellation)
    {
        DateTimeOffset until = clock.GetUtcNow() + Patience;
        while (true)
        {
            if (await IncidentReading.FindAsync(client, id, cancellation) is { } record)
            {
                return (record, false);
            }

            if (IncidentKey.KeyOf(id) is not { } key || await FindAsync(client, key, clock: null, cancellation) != id)
            {
                return (null, false);
            }

            if (clock.GetUtcNow() >= until)
            {
                return (null, true);
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <summary>Raises an event to the open incident under a key, and waits a moment for one that was just started.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="key">The key.</param>
    /// <param name="eventName">One of <see cref="IncidentEvents"/>, or <see cref="OpenSignals.Event"/>.</param>
    /// <param name="payload">The payload of the event.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The incident; null when none was open under the key, or none that could take the event yet.</returns>
    public static async Task<string?> RaiseAsync(
        DurableTaskClient client, string key, string eventName, object payload, TimeProvider clock, CancellationToken cancellation)
    {
        if (await FindAsync(client, key, clock, cancellation) is not { } incident
            || await ReadAsync(client, incident, clock, cancellation) is not { Record.Outcome: IncidentOutcome.Open })
        {
            return null;
        }

        return await TryRaiseAsync(client, incident, eventName, payload, cancellation) ? incident : null;
    }

    /// <summary>Raises an event to an incident that was open when it was read.</summary>
    /// <returns>False when it has ended meanwhile.</returns>
    public static async Task<bool> TryRaiseAsync(DurableTaskClient client, string incident, string eventName, object payload, CancellationToken cancellation)
    {
        try
        {
            await client.RaiseEventAsync(incident, eventName, payload, cancellation);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // The exception for "has ended" differs between backends and client versions, so the fact itself is asked for.
            if (await IncidentReading.FindAsync(client, incident, cancellation) is not { Outcome: IncidentOutcome.Open })
            {
                return false;
            }

            throw;
        }
    }
}
