using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>
/// Lists orchestrations. The order is that of the instance ids, so a continuation token stays good while instances come and go.
/// </summary>
internal static class InstanceQuery
{
    // Where more than so many were created in the time that is asked for, whoever asks reads the first pages of them, and these are found
    // by id.
    private const int MaxByTime = 2_000;
    private const int AtOnce = 256;

    public static AsyncPageable<OrchestrationMetadata> Run(Engine engine, OrchestrationQuery filter)
    {
        return new SortedPages<OrchestrationMetadata>(after => Ids(engine, filter, after), Load, filter.PageSize, filter.ContinuationToken);

        OrchestrationMetadata? Load(string id) =>
            engine.Receivers.Orchestrations.TryGetValue(id, out OrchestrationInstance? instance) && Fits(instance, filter)
                ? MetadataOf(engine, instance, filter.FetchInputsAndOutputs)
                : null;
    }

    /// <summary>A client's view of an instance; null when there is nothing to see.</summary>
    public static OrchestrationMetadata? MetadataOf(Engine engine, OrchestrationInstance instance, bool getInputsAndOutputs) =>
        instance.Read(current => engine.Storage is null ? current : InstanceCommands.RowOf(current)) is { } shown
            ? MetadataOf(shown, instance.Id, getInputsAndOutputs)
            : null;

    private static OrchestrationMetadata MetadataOf(Execution execution, string id, bool getInputsAndOutputs)
    {
        ExecutionStatus standing = execution.ExecutionStatus;
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

    public static bool Fits(
        Execution execution, DateTimeOffset? from, DateTimeOffset? to, IEnumerable<OrchestrationRuntimeStatus>? statuses) =>
        (from is null || execution.CreatedAt >= from.Value.UtcDateTime)
        && (to is null || execution.CreatedAt <= to.Value.UtcDateTime)
        && (statuses is null || !statuses.Any() || statuses.Contains(execution.Status));

    private static bool Fits(OrchestrationInstance instance, OrchestrationQuery filter) =>
        instance.Read(execution => execution is not null && Fits(execution, filter.CreatedFrom, filter.CreatedTo, filter.Statuses));

    private static IEnumerable<string> Ids(Engine engine, OrchestrationQuery filter, string? after)
    {
        string prefix = filter.InstanceIdPrefix ?? "";
        bool hasTime = filter.CreatedFrom is not null || filter.CreatedTo is not null;
        IReadOnlyList<string>? few =
            hasTime ? engine.Receivers.Index.Between(filter.CreatedFrom?.UtcDateTime, filter.CreatedTo?.UtcDateTime, MaxByTime) : null;
        IEnumerable<string> found = few is null
            ? ById(engine, prefix, after)
            : few.Where(id => id.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(id, after) > 0))
                .Order(StringComparer.Ordinal);
        return found.Where(
            id => engine.Receivers.Orchestrations.TryGetValue(id, out OrchestrationInstance? instance) && Fits(instance, filter));
    }

    private static IEnumerable<string> ById(Engine engine, string prefix, string? after)
    {
        for (IReadOnlyList<string> some = engine.Receivers.Index.After(prefix, after, AtOnce); some.Count > 0; some = engine.Receivers.Index.After(prefix, some[^1], AtOnce))
        {
            foreach (string id in some)
            {
                yield return id;
            }
        }
    }
}
