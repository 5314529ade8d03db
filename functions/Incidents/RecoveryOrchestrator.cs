using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>What opens an incident.</summary>
/// <param name="Key">The key, which is also the id of the orchestration.</param>
/// <param name="Target">The instance, by its number in the scale set, or "database".</param>
/// <param name="StartedBy">Who or what asks, for the record: "alert lb-probe-down".</param>
/// <param name="FirstFailure">When the signal says it began; null when it does not say.</param>
/// <param name="SignalId">Id of the signal, such as Azure's id of the alert; null when a person asks.</param>
/// <param name="Signal">When the signal arrived.</param>
/// <param name="Settings">Times, limits and modes, read by the starter.</param>
/// <param name="Order">What a person ordered; null when a signal asks.</param>
/// <param name="Flapping">What was seen of the target serving off and on, as part of a sentence; null when nothing was.</param>
public sealed record RecoveryInput(
    string Key, string Target, string StartedBy, DateTimeOffset? FirstFailure, string? SignalId, DateTimeOffset Signal, IncidentSettings Settings,
    Order? Order = null, string? Flapping = null) : ISingletonInput<RecoveryInput>
{
    /// <inheritdoc/>
    public string? StartMark { get; init; }

    /// <inheritdoc/>
    public RecoveryInput MarkedWith(string mark) => this with { StartMark = mark };

    /// <summary>The failover that a person ordered; null when a signal asks, or when it is not about the database.</summary>
    public FailoverOrder? Failover { get; init; }

    /// <summary>Whether a person asks.</summary>
    internal bool IsManual => Order is not null || Failover is not null;

    /// <summary>Class of the failure, by which the guard tells cool-downs apart.</summary>
    internal string FailureClass => Target == IncidentKey.Database ? IncidentKey.Unavailable : IncidentKey.NotServing;

    /// <summary>The guard's limits for this target: the database rests longer.</summary>
    internal GuardOptions Limits => Target == IncidentKey.Database ? Settings.Guard with { CoolDown = Settings.Database.FailoverCoolDown } : Settings.Guard;
}

/// <summary>Where the incident that holds a key is to be found: the custom status of <see cref="RecoveryOrchestrator"/>.</summary>
/// <param name="IncidentId">Id of the open incident.</param>
public sealed record OpenIncident(string IncidentId);

/// <summary>
/// Holds a key while its incident is open. Its instance id is the key, so there is one at a time; the incident itself has an id of its
/// own, so that the next one under the same key does not overwrite its record.
/// </summary>
public static class RecoveryOrchestrator
{
    /// <summary>Runs one incident and returns its record.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">What opens the incident.</param>
    [Function(nameof(Recovery))]
    public static async Task<IncidentRecord> Recovery([OrchestrationTrigger] TaskOrchestrationContext context, RecoveryInput input)
    {
        string id = IncidentKey.IncidentId(input.Key, context.CurrentUtcDateTime);
        context.SetCustomStatus(new OpenIncident(id));
        return await context.CallSubOrchestratorAsync<IncidentRecord>(
            nameof(IncidentOrchestrator.Incident), input, new SubOrchestrationOptions(instanceId: id));
    }
}
