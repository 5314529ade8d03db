using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>The history of one instance as a file that people can read and <see cref="HistoryReplayer"/> can replay.</summary>
public sealed record HistoryExport
{
    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Version of the layout.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Its orchestrator.</summary>
    public required string Orchestrator { get; init; }

    /// <summary>Its state when it was exported.</summary>
    public required OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>The custom status, as JSON.</summary>
    [JsonConverter(typeof(RawJson))]
    public string? CustomStatus { get; init; }

    /// <summary>Everything that happened, in order. After a continue-as-new: since then.</summary>
    public required IReadOnlyList<HistoryEvent> Events { get; init; }

    /// <summary>Reads an exported history.</summary>
    /// <exception cref="FormatException">It is not an exported history; the message says where.</exception>
    public static HistoryExport Parse(string json)
    {
        try
        {
            HistoryExport? export = JsonSerializer.Deserialize<HistoryExport>(json, Layout);
            return export is { Format: 1 }
                ? export
                : throw new FormatException($"The history has format {export?.Format}; this version reads format 1.");
        }
        catch (JsonException failure)
        {
            throw new FormatException($"This is not an exported history: {failure.Message}", failure);
        }
    }

    /// <summary>The text of the file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Layout);

    internal static HistoryExport? Of(OrchestrationInstance instance) =>
        instance.Read(execution => execution is null ? null : new HistoryExport
        {
            InstanceId = instance.Id,
            Orchestrator = execution.Start.Name!,
            RuntimeStatus = execution.Status,
            CustomStatus = execution.ExecutionStatus.CustomStatus,
            Events = [.. execution.HistoryUpTo(execution.Length).Select(WithoutStackTrace)],
        });

    /// <summary>Stack traces hold paths of the machine, and no replay needs them.</summary>
    private static HistoryEvent WithoutStackTrace(HistoryEvent what) =>
        what.Failure is { } failure ? what with { Failure = WithoutStackTrace(failure) } : what;

    private static TaskFailureDetails WithoutStackTrace(TaskFailureDetails failure) =>
        failure with { StackTrace = null, InnerFailure = failure.InnerFailure is { } inner ? WithoutStackTrace(inner) : null };
}
