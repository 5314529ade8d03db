using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Alerts;

/// <summary>Which instance an alert is about.</summary>
/// <param name="InstanceId">Number of the instance; null when there is none.</param>
/// <param name="Reason">Why there is none; empty otherwise.</param>
public sealed record AlertTarget(string? InstanceId, string Reason);

/// <summary>Finds the target of an alert and hands the alert over.</summary>
public sealed class AlertActivities(ScaleSet scaleSet)
{
    /// <summary>Input of <see cref="HandOver"/>.</summary>
    /// <param name="Signal">The alert.</param>
    /// <param name="InstanceId">Its target.</param>
    /// <param name="Settings">Times, limits and modes for an incident it opens.</param>
    public sealed record HandOverInput(AlertSignal Signal, string InstanceId, IncidentSettings Settings);

    /// <summary>Maps the back-end address of an alert to the instance whose network interface has it.</summary>
    /// <param name="signal">The alert.</param>
    /// <param name="cancellation">Ends the look-up.</param>
    [Function(nameof(FindTarget))]
    public async Task<AlertTarget> FindTarget([ActivityTrigger] AlertSignal signal, CancellationToken cancellation)
    {
        if (signal.Metric != ProbeMetrics.Metric || signal.BackendAddress is null)
        {
            return new(null, $"rule {signal.Rule} is not about one back end; alerts on {ProbeMetrics.Metric} split by {ProbeMetrics.AddressDimension} are");
        }

        var addresses = await scaleSet.AddressesAsync(cancellation);
        return addresses.TryGetValue(signal.BackendAddress, out string? instanceId)
            ? new(instanceId, "")
            : new(null, $"no instance of the scale set has the address {signal.BackendAddress}");
    }

    /// <summary>Fired opens an incident or joins the open one; Resolved is passed on to the open one.</summary>
    /// <param name="input">The alert and its target.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(HandOver))]
    public async Task<AlertOutcome> HandOver(
        [ActivityTrigger] HandOverInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        AlertSignal signal = input.Signal;
        string key = IncidentKey.ForInstance(input.InstanceId);
        if (signal.Condition == AlertCondition.Resolved)
        {
            return await WithdrawAsync(client, key, signal, cancellation);
        }

        RecoveryInput recovery = new(key, input.InstanceId, $"alert {signal.Rule}", signal.FiredAt, signal.AlertId, signal.ReceivedAt, input.Settings);
        if (await SingletonStart.StartAsync(client, nameof(RecoveryOrchestrator.Recovery), key, recovery, cancellation))
        {
            return new(AlertFate.Opened, key, $"instance {input.InstanceId} has the address {signal.BackendAddress}; an incident was opened");
        }

        await TellAsync(client, key, new(signal.AlertId, IsOpen: true, $"alert {signal.Rule} fired"), cancellation);
        return new(AlertFate.Joined, key, $"an incident for instance {input.InstanceId} is open already");
    }

    private static async Task<AlertOutcome> WithdrawAsync(DurableTaskClient client, string key, AlertSignal signal, CancellationToken cancellation) =>
        await TellAsync(client, key, new(signal.AlertId, IsOpen: false, $"alert {signal.Rule} was resolved"), cancellation)
            ? new(AlertFate.Withdrew, key, "the open incident was told; it ends for that only while it waits and nothing else asks for it")
            : new(AlertFate.Noted, key, "no incident was open for it");

    /// <returns>False when no incident is open under the key.</returns>
    private static async Task<bool> TellAsync(DurableTaskClient client, string key, SignalChange change, CancellationToken cancellation)
    {
        OrchestrationMetadata? holder = await client.GetInstanceAsync(key, getInputsAndOutputs: true, cancellation);
        if (holder is not { IsRunning: true } || holder.ReadCustomStatusAs<OpenIncident>() is not { } open)
        {
            return false;
        }

        await client.RaiseEventAsync(open.IncidentId, OpenSignals.Event, change, cancellation);
        return true;
    }
}
