using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Incidents;

/// <summary>Names the open incident under a key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsNew">Whether this call has opened it.</param>
/// <param name="IsEnding">Whether its record is closed and it has not given back yet what it held.</param>
internal sealed record IncidentOpened(string Id, bool IsNew, bool IsEnding = false);

/// <summary>
/// Opens incidents, one at a time under a key. Its id is its lock: whoever wants to open one asks for the number after the newest, a start
/// under an id that is there is refused, and of several at once one counts. Nothing else has to be started or waited for, and no record is
/// ever overwritten.
/// </summary>
internal static class IncidentStart
{
    // Each round another call has opened an incident, and it has ended since.
    private const int MaxRounds = 5;

    /// <summary>Opens an incident unless one is open under the key of the input.</summary>
    /// <param name="input">What opens it. What the guard remembers of the target is added.</param>
    /// <param name="complete">Adds to the input what is only needed when an incident is opened; null: nothing.</param>
    /// <exception cref="InvalidOperationException">Incidents under this key were opened and ended quicker than could be followed; worth
    /// another try.</exception>
    public static async Task<IncidentOpened> OpenAsync(
        DurableTaskClient client, RecoveryInput input, Func<RecoveryInput, Task<RecoveryInput>>? complete, CancellationToken cancellation)
    {
        using Activity? span = Spans.Start(SpanNames.OpenIncident);
        IncidentOpened incident = await FindOrOpenAsync(client, input with { Trace = span?.Id }, complete, cancellation);
        span?.With(AttributeNames.Incident, incident.Id)
            .With(AttributeNames.Target, input.Target).With(AttributeNames.IsNew, incident.IsNew);
        if (incident.IsNew)
        {
            Metrics.IncidentOpened(isDatabase: input.Target == IncidentKey.Database);
        }

        return incident;
    }

    private static async Task<IncidentOpened> FindOrOpenAsync(
        DurableTaskClient client, RecoveryInput input, Func<RecoveryInput, Task<RecoveryInput>>? complete, CancellationToken cancellation)
    {
        RecoveryInput? whole = null;
        for (int round = 0; round < MaxRounds; round++)
        {
            IncidentsUnderKey known = await OpenIncidents.UnderAsync(client, input.Key, cancellation);
            if (known.Open is { } open)
            {
                return new(open, IsNew: false);
            }

            whole ??= await WholeAsync(client, input, complete, cancellation);
            RecoveryInput next = whole with { LastEscalation = await EscalationAsync(client, input.Key, known.Newest, cancellation) };
            string id = IncidentKey.IncidentId(input.Key, known.Newest + 1);
            if (await SingleInstance.StartNewAsync(client, IncidentKey.Orchestration, id, next, cancellation))
            {
                return new(id, IsNew: true);
            }
        }

        throw new InvalidOperationException($"The incident for {IncidentKey.NameOf(input.Target)} is just being opened or closed.");
    }

    /// <summary>
    /// Opens an incident for a person's order. One whose record is closed already is waited for until it has given back what it held.
    /// </summary>
    public static async Task<IncidentOpened> OpenForOrderAsync(
        DurableTaskClient client, RecoveryInput input, TimeProvider clock, CancellationToken cancellation)
    {
        DateTimeOffset until = clock.GetUtcNow() + OpenIncidents.MaxWait;
        while (true)
        {
            IncidentOpened incident = await OpenAsync(client, input, complete: null, cancellation);
            if (incident.IsNew
                || await IncidentReader.FindAsync(client, incident.Id, cancellation) is null or { Outcome: IncidentOutcome.Open })
            {
                return incident;
            }

            if (clock.GetUtcNow() >= until)
            {
                return incident with { IsEnding = true };
            }

            await Task.Delay(OpenIncidents.Pause, clock, cancellation);
        }
    }

    // Of an instance nothing but looks tells that it has failed all the time, and between two of them it may have served.
    private static async Task<Escalation?> EscalationAsync(
        DurableTaskClient client, string key, int number, CancellationToken cancellation)
    {
        if (number == 0 || key != IncidentKey.ForDatabase)
        {
            return null;
        }

        try
        {
            return EscalationPolicy.Of(await IncidentReader.FindAsync(client, IncidentKey.IncidentId(key, number), cancellation));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // A record of another version may not be readable. Then people are woken once more, and the incident is opened all the same.
            Activity.Current?.AddException(failure);
            return null;
        }
    }

    private static async Task<RecoveryInput> WholeAsync(
        DurableTaskClient client, RecoveryInput input, Func<RecoveryInput, Task<RecoveryInput>>? complete, CancellationToken cancellation)
    {
        Task<GuardState> guard = GuardReader.ReadAsync(client, cancellation);
        RecoveryInput completed = input;
        if (complete is not null)
        {
            completed = await complete(input);
        }

        MemoryRequest asked = new(input.Target, input.Signal.UtcDateTime, input.Settings.Guard);
        return completed with { Memory = GuardHistory.Recall(await guard, asked) };
    }
}
