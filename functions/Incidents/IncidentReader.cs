using System.Text.RegularExpressions;
using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Incidents;

/// <summary>Finds the record of an incident in its orchestration.</summary>
public static partial class IncidentReader
{
    // An orchestration of another name may be given such an id by hand; it is not an incident.
    private const string IncidentName = IncidentKey.Orchestration;

    /// <summary>Finds one incident by its id; null when there is none, or the id is none of an incident.</summary>
    /// <param name="id">The id, as a caller sent it.</param>
    public static async Task<IncidentRecord?> FindAsync(DurableTaskClient client, string id, CancellationToken cancellation)
    {
        if (await MetadataAsync(client, id, cancellation) is { } metadata)
        {
            return Read(metadata);
        }

        return null;
    }

    /// <summary>Finds when the signal of an incident came, also of one that has not begun; null when it is not known.</summary>
    internal static async Task<DateTimeOffset?> SignalAsync(DurableTaskClient client, string id, CancellationToken cancellation)
    {
        if (await MetadataAsync(client, id, cancellation) is not { } metadata)
        {
            return null;
        }

        return Read(metadata)?.Timeline.Signal ?? metadata.ReadInputAs<RecoveryInput>()?.Signal;
    }

    /// <summary>
    /// Finds the orchestration of an incident, with its record; null when there is none, or the id is none of an incident.
    /// </summary>
    /// <param name="id">The id, as a caller sent it.</param>
    internal static async Task<OrchestrationMetadata?> MetadataAsync(DurableTaskClient client, string id, CancellationToken cancellation)
    {
        if (IdShape().IsMatch(id)
            && await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation) is { Name: IncidentName } metadata)
        {
            return metadata;
        }

        return null;
    }

    /// <summary>Reads the record: the output when the incident ended, else the custom status.</summary>
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
            OrchestrationRuntimeStatus.Failed => Broken(metadata, "the automation failed on this incident"),
            OrchestrationRuntimeStatus.Terminated =>
                Broken(metadata, StuckIncidents.WhyGivenUp(metadata) ?? "a person terminated the incident"),
            _ => Shown(metadata),
        };
    }

    private static IncidentRecord Broken(OrchestrationMetadata metadata, string why) =>
        Shown(metadata) with { Outcome = IncidentOutcome.Escalated, Reason = IncidentText.Ended(metadata.InstanceId, why) };

    private static IncidentRecord Shown(OrchestrationMetadata metadata)
    {
        if (metadata.SerializedCustomStatus is not null)
        {
            return metadata.ReadCustomStatusAs<IncidentRecord>()!;
        }

        RecoveryInput? input = metadata.ReadInputAs<RecoveryInput>();
        return new(
            metadata.InstanceId, input?.Target ?? "", input?.StartedBy ?? "", IncidentOutcome.Open, "Incident just opened", null, new(), [],
            []);
    }

    [GeneratedRegex($"^{IncidentKey.IdPrefix}[A-Za-z0-9-]{{1,90}}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}
