using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>The message that starts an orchestration.</summary>
internal static class StartMessage
{
    /// <exception cref="ArgumentException">There is no name, or the instance id is not allowed.</exception>
    public static Message Of(Engine engine, TaskName name, object? input, StartOrchestrationOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Name);
        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        if (id.Length == 0 || id[0] == '@' || id.AsSpan().IndexOfAny("/\\#?") >= 0 || id.Any(char.IsControl))
        {
            throw new ArgumentException($"'{id}' is not an instance id: it may not be empty, begin with '@' or hold '/', '\\', '#', '?' or control characters.", nameof(options));
        }

        HistoryEvent start = new()
        {
            Kind = EventKind.ExecutionStarted,
            Time = engine.UtcNow,
            Name = name.Name,
            Data = WireJson.Default.Serialize(input),
            Execution = engine.NewExecution(),
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
        };
        DateTime? due = options?.StartAt is { } at && at.UtcDateTime > engine.UtcNow ? at.UtcDateTime : null;
        return new(engine.NextMessage(), id, null, start, due);
    }
}
