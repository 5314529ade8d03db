using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Lists orchestrations. The order is that of the instance ids, so a continuation token stays good while instances come and go.</summary>
internal static class InstanceQuery
{
    public static AsyncPageable<OrchestrationMetadata> Run(Engine engine, OrchestrationQuery filter)
    {
        return new SortedPages<OrchestrationMetadata>(() => Ids(engine, filter), Load, filter.PageSize, filter.ContinuationToken);

        OrchestrationMetadata? Load(string id) =>
            engine.Receivers.Orchestrations.TryGetValue(id, out OrchestrationInstance? instance) && Fits(instance, filter) ? MetadataOf(engine, instance, filter.FetchInputsAndOutputs) : null;
    }

    /// <summary>What a client sees of an instance; null when there is nothing to see.</summary>
    public static OrchestrationMetadata? MetadataOf(Engine engine, OrchestrationInstance instance, bool getInputsAndOutputs) =>
        instance.Read(current => engine.Storage is null ? current : InstanceCommands.RowOf(current)) is { } shown ? MetadataOf(shown, instance.Id, getInputsAndOutputs) : null;

    private static OrchestrationMetadata MetadataOf(Execution execution, string id, bool getInputsAndOutputs)
    {
        Standing standing = execution.Standing;
        return new OrchestrationMetadata(execution.Start.Name!, id)
        {
            DataConverter = WireJson.Default,
            RuntimeStatus = standing.Status,
            CreatedAt = execution.CreatedAt,
            LastUpdatedAt = standing.UpdatedAt,
            SerializedInput = getInputsAndOutputs ? execution.Start.Data : null,
            SerializedOutput = getInputsAndOutputs ? standing.Output : null,
            SerializedCustomStatus = getInputsAndOutputs ? standing.CustomStatus : null,
            FailureDetails = getInputsAndOutputs ? standing.Failure : null,
            Tags = execution.Start.Tags ?? new Dictionary<string, string>(),
        };
    }

    public static bool Fits(Execution execution, DateTimeOffset? from, DateTimeOffset? to, IEnumerable<OrchestrationRuntimeStatus>? statuses) =>
        (from is null || execution.CreatedAt >= from.Value.UtcDateTime)
        && (to is null || execution.CreatedAt <= to.Value.UtcDateTime)
        && (statuses is null || !statuses.Any() || statuses.Contains(execution.Status));

    private static bool Fits(OrchestrationInstance instance, OrchestrationQuery filter) =>
        instance.Read(execution => execution is not null && Fits(execution, filter.CreatedFrom, filter.CreatedTo, filter.Statuses));

    private static IEnumerable<string> Ids(Engine engine, OrchestrationQuery filter) =>
        engine.Receivers.Orchestrations.Where(entry => entry.Key.StartsWith(filter.InstanceIdPrefix ?? "", StringComparison.Ordinal) && Fits(entry.Value, filter)).Select(entry => entry.Key);
}
