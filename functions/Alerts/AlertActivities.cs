using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Alerts;

/// <summary>Finds out what an alert is about, and hands it over.</summary>
public sealed class AlertActivities(AlertRouting routing, IOptions<StackOptions> stack, TimeProvider clock)
{
    /// <summary>Input of <see cref="HandOver"/>.</summary>
    /// <param name="Signal">The alert.</param>
    /// <param name="Route">What it is about.</param>
    /// <param name="Settings">Times, limits and modes for an incident it opens.</param>
    public sealed record HandOverInput(AlertSignal Signal, AlertRoute Route, IncidentSettings Settings);

    /// <summary>What the alert is about.</summary>
    /// <param name="signal">The alert.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    [Function(nameof(FindRoute))]
    public Task<AlertRoute> FindRoute([ActivityTrigger] AlertSignal signal, CancellationToken cancellation) => routing.FindAsync(signal, cancellation);

    /// <summary>Fired opens an incident of each instance or joins the open one; Resolved is passed on to the open ones.</summary>
    /// <param name="input">The alert and what it is about.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(HandOver))]
    public async Task<AlertOutcome> HandOver(
        [ActivityTrigger] HandOverInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        List<AlertOutcome> outcomes = [];
        foreach (string instanceId in input.Route.InstanceIds)
        {
            outcomes.Add(await HandOverAsync(client, input, IncidentKey.ForInstance(instanceId), instanceId, cancellation));
        }

        return outcomes is [var single] ? single : Together(outcomes, input.Route.Reason);
    }

    /// <summary>The same for the database.</summary>
    /// <param name="input">The alert.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(HandOverToDatabase))]
    public async Task<AlertOutcome> HandOverToDatabase(
        [ActivityTrigger] HandOverInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation) => stack.Value.HasDatabase
        ? await HandOverAsync(client, input, IncidentKey.ForDatabase, IncidentKey.Database, cancellation)
        : new(AlertFate.Noted, null, $"{input.Route.Reason}, and this stack has none that the automation looks after (Stack__DatabaseServer is empty)");

    /// <summary>Keeps when the synthetic alert came, and how long it took.</summary>
    /// <param name="signal">The alert.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(NoteSynthetic))]
    public async Task<AlertOutcome> NoteSynthetic(
        [ActivityTrigger] AlertSignal signal, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (signal.Condition == AlertCondition.Resolved)
        {
            return new(AlertFate.Noted, null, "no action: the synthetic alert was resolved");
        }

        SyntheticArrival arrival = new(signal.FiredAt?.UtcDateTime, signal.ReceivedAt.UtcDateTime);
        await client.Entities.SignalEntityAsync(WatchEntity.Id, nameof(WatchEntity.SyntheticCame), arrival, cancellation: cancellation);
        return new(AlertFate.Noted, null, $"no action: the synthetic alert shows that alerts arrive{(arrival.LatencyMs is { } took ? $", {took / 1000:0.000} s after the rule fired" : "")}");
    }

    private async Task<AlertOutcome> HandOverAsync(DurableTaskClient client, HandOverInput input, string key, string target, CancellationToken cancellation)
    {
        AlertSignal signal = input.Signal;
        if (signal.Condition == AlertCondition.Resolved)
        {
            SignalChange withdrawn = new(signal.AlertId, IsOpen: false, $"alert {signal.Rule} was resolved");
            return await WithdrawAsync(client, key, withdrawn, cancellation)
                ? new(AlertFate.Withdrew, key, "the open incident was told; it ends for that only while it waits and nothing else asks for it")
                : new(AlertFate.Noted, key, "no incident was open for it");
        }

        RecoveryInput recovery = new(key, target, $"alert {signal.Rule}", signal.FiredAt, signal.AlertId, signal.ReceivedAt, input.Settings);
        if (await SingletonStart.StartAsync(client, nameof(RecoveryOrchestrator.Recovery), key, recovery, cancellation))
        {
            return new(AlertFate.Opened, key, $"{input.Route.Reason}; an incident was opened");
        }

        SignalChange joined = new(signal.AlertId, IsOpen: true, $"alert {signal.Rule} fired");
        if (await OpenIncidents.RaiseAsync(client, key, OpenSignals.Event, joined, clock, cancellation) is null)
        {
            // The activity is tried again: by then the incident has taken its first message, or has ended and the next one is opened.
            throw new InvalidOperationException($"The incident for {IncidentKey.NameOf(target)} is just being opened or closed.");
        }

        return new(AlertFate.Joined, key, $"an incident for {IncidentKey.NameOf(target)} is open already");
    }

    private static AlertOutcome Together(List<AlertOutcome> outcomes, string reason)
    {
        AlertFate[] fates = [AlertFate.Opened, AlertFate.Joined, AlertFate.Withdrew, AlertFate.Noted];
        string counted = string.Join(", ", fates.Select(fate => (fate, Count: outcomes.Count(outcome => outcome.Fate == fate)))
            .Where(pair => pair.Count > 0).Select(pair => $"{pair.Count} {pair.fate.ToString().ToLowerInvariant()}"));
        return new(fates.First(fate => outcomes.Any(outcome => outcome.Fate == fate)), null, $"{reason}: {counted}");
    }

    /// <returns>False when no incident is open under the key.</returns>
    private async Task<bool> WithdrawAsync(DurableTaskClient client, string key, SignalChange change, CancellationToken cancellation)
    {
        OrchestrationMetadata? holder = await client.GetInstanceAsync(key, getInputsAndOutputs: false, cancellation);
        return holder is { IsCompleted: false } && await OpenIncidents.RaiseAsync(client, key, OpenSignals.Event, change, clock, cancellation) is not null;
    }
}
