using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>One fact in the life of an instance. Facts are only added, and the orchestrator's state is what replaying them gives.</summary>
public sealed record HistoryEvent
{
    /// <summary>Its text.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>Time at which it was recorded (UTC).</summary>
    public DateTime Time { get; init; }

    /// <summary>Number of the action that it records or answers; -1 when it is about none.</summary>
    public int Id { get; init; } = -1;

    /// <summary>Name of the orchestrator, activity, event or operation.</summary>
    public string? Name { get; init; }

    /// <summary>Input, result or payload as JSON text.</summary>
    [JsonConverter(typeof(RawJson))]
    public string? Data { get; init; }

    /// <summary>The other instance: the child, the receiver, the entity.</summary>
    public string? Target { get; init; }

    /// <summary>Time at which a timer is due (UTC).</summary>
    public DateTime? FireAt { get; init; }

    /// <summary>Reason of a failure.</summary>
    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Identity of the execution that a start begins.</summary>
    public string? Execution { get; init; }

    /// <summary>Tags of a start.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Instance that waits for the outcome.</summary>
    public Caller? Caller { get; init; }

    /// <summary>Name of the event in messages to people.</summary>
    [JsonIgnore]
    public string Description => (Id, Name) switch
    {
        ( < 0, null) => Kind.ToString(),
        ( < 0, _) => $"{Kind}('{Name}')",
        (_, null) => $"{Kind}(#{Id})",
        _ => $"{Kind}(#{Id}, '{Name}')",
    };
}

/// <summary>An orchestration that waits for an answer.</summary>
/// <param name="Name">Name of its orchestrator.</param>
/// <param name="InstanceId">Its instance id.</param>
/// <param name="Execution">Which execution of it; an answer to an earlier one is dropped.</param>
/// <param name="TaskId">Number of the action that asked.</param>
public sealed record Caller(string Name, string InstanceId, string Execution, int TaskId);
