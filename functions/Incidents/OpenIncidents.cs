using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Lists the incidents under a key.</summary>
/// <param name="Open">Id of the one that is open; null when none is.</param>
/// <param name="Newest">Number of the newest; 0 when there has been none that is still kept.</param>
/// <param name="LastEnded">When the last of them came to its end, UTC; null when none has that is still kept. One that was terminated has
/// come to none.</param>
/// <param name="IsRunning">Whether the open one runs: one that has not begun, or is suspended, does nothing about its target.</param>
internal sealed record IncidentsUnderKey(string? Open, int Newest, DateTime? LastEnded = null, bool IsRunning = true);

/// <summary>Names the result of raising an event to an incident.</summary>
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
    /// <summary>Sets the time between two looks at an incident that begins or ends.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Sets the time for which an incident that begins or ends is waited for: until the storage queues have brought its message (host.json,
    /// maxQueuePollingInterval), and as much again for its handling.
    /// </summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Limits the wait for an incident to hear what a person says. Longer than <see cref="MaxWait"/>: on a busy machine the storage back
    /// end was seen to take more than 4 s, and a person who is told too early that nobody listens orders the same thing twice. Below the 30
    /// s that clients wait by default.
    /// </summary>
    public static readonly TimeSpan MaxHearing = TimeSpan.FromSeconds(15);

    /// <summary>Ends an answer about an incident that could not be reached.</summary>
    public const string WhatFreesIt =
        "The watchdog gives one that does not run up within two of its looks; the next one carries out what was ordered.";

    /// <summary>Sets the seconds after which a caller asks again for an incident that was not there in time.</summary>
    public const int RetryAfterSeconds = 5;

    /// <summary>Finds the incidents under a key. One that was given up holds it no longer.</summary>
    public static async Task<IncidentsUnderKey> UnderAsync(DurableTaskClient client, string key, CancellationToken cancellation)
    {
        List<OrchestrationMetadata> open = [];
        int newest = 0;
        DateTime? ended = null;
        OrchestrationQuery all = new(InstanceIdPrefix: IncidentKey.Prefix(key));
        await foreach (OrchestrationMetadata found in client.GetAllInstancesAsync(all).WithCancellation(cancellation))
        {
            newest = Math.Max(newest, IncidentKey.NumberOf(key, found.InstanceId));
            if (found is { IsCompleted: false, Name: IncidentKey.Orchestration })
            {
                open.Add(found);
            }
            else if (found is { IsCompleted: true, RuntimeStatus: not OrchestrationRuntimeStatus.Terminated }
                && !(found.LastUpdatedAt.UtcDateTime < ended))
            {
                ended = found.LastUpdatedAt.UtcDateTime;
            }
        }

        if (open.Count > 0)
        {
            GuardState guard = await GuardReader.ReadAsync(client, cancellation);
            open.RemoveAll(incident => guard.HasGivenUp(incident.InstanceId));
        }

        if (open.Count == 0)
        {
            return new(null, newest, ended);
        }

        return new(open[^1].InstanceId, newest, ended, open[^1].RuntimeStatus == OrchestrationRuntimeStatus.Running);
    }

    /// <summary>Finds the id of the open incident under a key.</summary>
    /// <returns>Null when there is none.</returns>
    public static async Task<string?> FindAsync(DurableTaskClient client, string key, CancellationToken cancellation) =>
        (await UnderAsync(client, key, cancellation)).Open;

    /// <summary>
    /// Says something to an incident, and waits until its record shows that it was heard: an event that arrives after the end, or in the
    /// very moment of it, is lost without a trace.
    /// </summary>
    /// <param name="eventName">One of <see cref="IncidentEvents"/>.</param>
    /// <param name="said">What is said; it has an id.</param>
    /// <returns><see cref="EventRaised.NotYet"/> when it cannot be told whether it will be heard.</returns>
    public static async Task<EventRaised> SayAsync(
        DurableTaskClient client, string incident, string eventName, IOperatorMessage said, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (await IncidentReader.MetadataAsync(client, incident, cancellation) is { RuntimeStatus: OrchestrationRuntimeStatus.Suspended })
        {
            // Whoever suspended it wanted it to do nothing for a while; a person who speaks to it wants something of it now.
            await client.ResumeInstanceAsync(incident, "a person speaks to it", cancellation);
        }

        DateTimeOffset until = clock.GetUtcNow() + MaxHearing;
        EventRaised raised = await RaiseAsync(client, incident, eventName, said, until, clock, cancellation);
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

    /// <summary>
    /// Raises an event to an incident that was open when it was found, and waits a moment until one that was just started begins. One that
    /// does not run has not been told: it might never hear it.
    /// </summary>
    /// <param name="eventName">One of <see cref="IncidentEvents"/>, or <see cref="OpenSignals.Event"/>.</param>
    public static Task<EventRaised> RaiseAsync(
        DurableTaskClient client, string incident, string eventName, object payload, TimeProvider clock, CancellationToken cancellation) =>
        RaiseAsync(client, incident, eventName, payload, clock.GetUtcNow() + MaxWait, clock, cancellation);

    private static async Task<EventRaised> RaiseAsync(
        DurableTaskClient client, string incident, string eventName, object payload, DateTimeOffset until, TimeProvider clock,
        CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                OrchestrationMetadata? found = await IncidentReader.MetadataAsync(client, incident, cancellation);
                if (found is null || IncidentReader.Read(found) is not { Outcome: IncidentOutcome.Open })
                {
                    return EventRaised.Ended;
                }

                if (found.RuntimeStatus != OrchestrationRuntimeStatus.Suspended)
                {
                    await client.RaiseEventAsync(incident, eventName, payload, cancellation);
                    if (found.RuntimeStatus == OrchestrationRuntimeStatus.Running
                        || await BeginsAsync(client, incident, until, clock, cancellation))
                    {
                        return EventRaised.Taken;
                    }

                    return EventRaised.NotYet;
                }
            }
            catch (Exception) when (!cancellation.IsCancellationRequested)
            {
                // The exceptions for "has ended" and "has not taken its first message yet" differ between backends and client versions, so
                // it is read once more.
            }

            if (clock.GetUtcNow() >= until)
            {
                return EventRaised.NotYet;
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private static async Task<bool> BeginsAsync(
        DurableTaskClient client, string incident, DateTimeOffset until, TimeProvider clock, CancellationToken cancellation)
    {
        while (await IncidentReader.MetadataAsync(client, incident, cancellation) is { RuntimeStatus: OrchestrationRuntimeStatus.Pending })
        {
            if (clock.GetUtcNow() >= until)
            {
                return false;
            }

            await Task.Delay(Pause, clock, cancellation);
        }

        return true;
    }
}
