using System.Text.RegularExpressions;
using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>Finds the record of an incident in its orchestration.</summary>
public static partial class IncidentReader
{
    // An orchestration of another name may be given such an id by hand; it is not an incident.
    private const string IncidentName = IncidentKey.Orchestration;

    /// <summary>One incident by its id; null when there is none, or the id is none of an incident.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="id">The id, as a caller sent it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<IncidentRecord?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellation) =>
        await MetadataAsync(client, id, cancellation) is { } metadata ? Read(metadata) : null;

    /// <summary>The orchestration of an incident, with its record; null when there is none, or the id is none of an incident.</summary>
    /// <param name="client">The Durable client.</param>
    /// <param name="id">The id, as a caller sent it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal static async Task<OrchestrationMetadata?> MetadataAsync(DurableTaskClient client, string id, CancellationToken cancellation) =>
        IdShape().IsMatch(id) && await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation) is { Name: IncidentName } metadata ? metadata : null;

    /// <summary>The record: the output when the incident ended, else the custom status.</summary>
    /// <param name="metadata">An orchestration, read with inputs and outputs.</param>
    /// <returns>Null when it is not an incident.</returns>
    public static IncidentRecord? Read(OrchestrationMetadata metadata)
    {
        if (metadata.Name != IncidentName)
        {
            return null;
        }

        return metadata.RuntimeStatus switch
        {
            OrchestrationRuntimeStatus.Completed => metadata.ReadOutputAs<IncidentRecord>(),
            OrchestrationRuntimeStatus.Failed => Broken(metadata, "the automation itself failed on it; its log says why"),
            OrchestrationRuntimeStatus.Terminated => Broken(metadata, StuckIncidents.WhyGivenUp(metadata) ?? "it was terminated by a person"),
            _ => Shown(metadata),
        };
    }

    private static IncidentRecord Broken(OrchestrationMetadata metadata, string why) =>
        Shown(metadata) with { Outcome = IncidentOutcome.Escalated, Reason = $"escalate: {why}" };

    private static IncidentRecord Shown(OrchestrationMetadata metadata) =>
        metadata.SerializedCustomStatus is null ? JustOpened(metadata) : metadata.ReadCustomStatusAs<IncidentRecord>()!;

    private static IncidentRecord JustOpened(OrchestrationMetadata metadata)
    {
        RecoveryInput? input = metadata.ReadInputAs<RecoveryInput>();
        return new(metadata.InstanceId, input?.Target ?? "", input?.StartedBy ?? "", IncidentOutcome.Open, "just opened", null, new(), [], []);
    }

    [GeneratedRegex($"^{IncidentKey.IdPrefix}[A-Za-z0-9-]{{1,90}}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}
