using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>The incidents under a key.</summary>
/// <param name="Open">Id of the one that is open; null when none is.</param>
/// <param name="Newest">Number of the newest; 0 when there has been none that is still kept.</param>
/// <param name="LastEnded">When the last of them ended, UTC; null when none has that is still kept.</param>
internal sealed record IncidentsUnderKey(string? Open, int Newest, DateTime? LastEnded = null);

/// <summary>Result of raising an event to an incident.</summary>
internal enum EventRaised
{
    /// <summary>It is on its way; what a person says was heard.</summary>
    Taken,

    /// <summary>The incident has ended, or there is none.</summary>
    Ended,

    /// <summary>The incident is open and could not take it in time; worth another try.</summary>
    NotYet,
}

/// <summary>Finds the open incident under a key, and passes events on to it.</summary>
internal static class OpenIncidents
{
    /// <summary>Time between two looks at an incident that begins or ends.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How long an incident that begins or ends is waited for: until the storage queues have brought its message (host.json, maxQueuePollingInterval), and
    /// as much again for its handling.
    /// </summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(4);

    /// <summary>Seconds after which a caller asks again for an incident that was not there in time.</summary>
    public const int RetryAfterSeconds = 5;

    /// <summary>The incidents under a key.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<IncidentsUnderKey> UnderAsync(DurableTaskClient client, string key, CancellationToken cancellation)
    {
        string? open = null;
        int newest = 0;
        DateTime? ended = null;
        OrchestrationQuery all = new(InstanceIdPrefix: IncidentKey.Prefix(key));
        await foreach (OrchestrationMetadata found in client.GetAllInstancesAsync(all).WithCancellation(cancellation))
        {
            newest = Math.Max(newest, IncidentKey.NumberOf(key, found.InstanceId));
            open = found is { IsCompleted: false, Name: IncidentKey.Orchestration } ? found.InstanceId : open;
            ended = found.IsCompleted && !(found.LastUpdatedAt.UtcDateTime < ended) ? found.LastUpdatedAt.UtcDateTime : ended;
        }

        return new(open, newest, ended);
    }

    /// <summary>The id of the open incident under a key.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null when there is none.</returns>
    public static async Task<string?> FindAsync(DurableTaskClient client, string key, CancellationToken cancellation) =>
        (await UnderAsync(client, key, cancellation)).Open;

    /// <summary>
    /// Says something to an incident, and waits until its record shows that it was heard: an event that arrives after the end, or in the very moment of
    /// it, is lost without a trace.
    /// </summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="incident">Id of the incident.</param>
    /// <param name="eventName">One of <see cref="IncidentEvents"/>.</param>
    /// <param name="said">What is said; it has an id.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns><see cref="EventRaised.NotYet"/> when it cannot be told whether it will be heard.</returns>
    public static async Task<EventRaised> SayAsync(
        DurableTaskClient client, string incident, string eventName, IOperatorMessage said, TimeProvider clock, CancellationToken cancellation)
    {
        EventRaised raised = await RaiseAsync(client, incident, eventName, said, clock, cancellation);
        DateTimeOffset until = clock.GetUtcNow() + MaxWait;
        while (raised == EventRaised.Taken)
        {
            IncidentRecord? record = await IncidentReader.FindAsync(client, incident, cancellation);
            if (record?.Heard?.Contains(said.Id!) == true)
            {
                return EventRaised.Taken;
            }

            if (record is not { Outcome: IncidentOutcome.Open })
            {
                return EventRaised.Ended;
            }

            if (clock.GetUtcNow() >= until)
            {
                return EventRaised.NotYet;
            }

            await Task.Delay(Pause, clock, cancellation);
        }

        return raised;
    }

    /// <summary>Raises an event to an incident that was open when it was found, and waits a moment for one that was just started.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="incident">Id of the incident.</param>
    /// <param name="eventName">One of <see cref="IncidentEvents"/>, or <see cref="OpenSignals.Event"/>.</param>
    /// <param name="payload">The payload of the event.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<EventRaised> RaiseAsync(
        DurableTaskClient client, string incident, string eventName, object payload, TimeProvider clock, CancellationToken cancellation)
    {
        DateTimeOffset until = clock.GetUtcNow() + MaxWait;
        while (true)
        {
            try
            {
                if (await IncidentReader.FindAsync(client, incident, cancellation) is not { Outcome: IncidentOutcome.Open })
                {
                    return EventRaised.Ended;
                }

                await client.RaiseEventAsync(incident, eventName, payload, cancellation);
                return EventRaised.Taken;
            }
            catch (Exception) when (!cancellation.IsCancellationRequested)
            {
                // The exceptions for "has ended" and "has not taken its first message yet" differ between backends and client versions, so it is read once more.
                if (clock.GetUtcNow() >= until)
                {
                    return EventRaised.NotYet;
                }

                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }
}
