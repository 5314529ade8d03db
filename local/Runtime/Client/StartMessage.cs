using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>The message that starts an orchestration.</summary>
internal static class StartMessage
{
    // The key of a row in Azure Storage has at most 1 KB of UTF-16.
    private const int MaxId = 512;

    /// <summary>Tells whether a text can be an instance id.</summary>
    public static bool IsAllowed(string id) =>
        id.Length is > 0 and <= MaxId && id[0] != '@' && id.AsSpan().IndexOfAny("/\\#?") < 0 && !id.Any(char.IsControl);

    /// <summary>Says why it cannot.</summary>
    public static string Refusal(string id) =>
        $"'{id}' is not an instance id: it may not be empty, have more than {MaxId} characters, begin with '@' or hold '/', '\\', '#', '?' "
            + "or control characters.";

    /// <exception cref="ArgumentException">There is no name, the instance id is not allowed, or the input is too long.</exception>
    public static Message Of(Engine engine, TaskName name, object? input, StartOrchestrationOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name.Name);
        string id = options?.InstanceId ?? engine.NewId();
        if (!IsAllowed(id))
        {
            throw new ArgumentException(Refusal(id), nameof(options));
        }

        string? data = WireJson.Default.Serialize(input);
        engine.Limits.Require($"input of the orchestration '{id}'", data);

        HistoryEvent start = new()
        {
            Kind = EventKind.ExecutionStarted,
            Time = engine.UtcNow,
            Name = name.Name,
            Data = data,
            Execution = engine.NewExecution(),
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
        };
        DateTime? due = options?.StartAt is { } at && at.UtcDateTime > engine.UtcNow ? at.UtcDateTime : null;
        return new(engine.NextMessage(), id, null, start, due);
    }
}
