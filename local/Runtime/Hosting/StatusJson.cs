using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Instances in the field names of the Durable Functions HTTP API.</summary>
internal static class StatusJson
{
    public static JsonObject Of(OrchestrationMetadata found, bool showInput, HistoryExport? history) => new()
    {
        ["name"] = found.Name,
        ["instanceId"] = found.InstanceId,
        ["runtimeStatus"] = found.RuntimeStatus.ToString(),
        ["input"] = showInput ? Parse(found.SerializedInput) : null,
        ["customStatus"] = Parse(found.SerializedCustomStatus),
        ["output"] = found.FailureDetails is { } failure ? failure.ErrorMessage : Parse(found.SerializedOutput),
        ["createdTime"] = Time(found.CreatedAt),
        ["lastUpdatedTime"] = Time(found.LastUpdatedAt),
        ["historyEvents"] = history is null ? null : Events(history),
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static JsonNode? Parse(string? json) => json is null ? null : JsonNode.Parse(json);

    /// <summary>As there, requests are folded into their answers and turns are left out.</summary>
    private static JsonArray Events(HistoryExport history)
    {
        Dictionary<int, HistoryEvent> asked = [];
        JsonArray shown = [];
        foreach (HistoryEvent next in history.Events)
        {
            switch (next.Kind)
            {
                case EventKind.TurnStarted or EventKind.TimerCanceled:
                    break;
                case EventKind.TaskScheduled or EventKind.TimerCreated or EventKind.SubOrchestrationCreated or EventKind.EntityCalled:
                    asked[next.Id] = next;
                    break;
                default:
                    shown.Add(Event(next, asked.GetValueOrDefault(next.Id)));
                    break;
            }
        }

        return shown;
    }

    private static JsonObject Event(HistoryEvent what, HistoryEvent? asked)
    {
        JsonObject shown =
            new() { ["EventType"] = TypeOf(what.Kind), ["Timestamp"] = what.Time.ToString("o", CultureInfo.InvariantCulture) };
        switch (what.Kind)
        {
            case EventKind.ExecutionStarted:
                shown["FunctionName"] = what.Name;
                break;
            case EventKind.ExecutionCompleted or EventKind.ExecutionFailed or EventKind.ExecutionTerminated:
                shown["OrchestrationStatus"] = what.Kind.ToString()["Execution".Length..];
                shown["Result"] = what.Failure is { } failure ? failure.ErrorMessage : Parse(what.Data);
                break;
            case EventKind.EventRaised or EventKind.EventSent:
                shown["Name"] = what.Name;
                shown["Input"] = Parse(what.Data);
                break;
            case EventKind.TimerFired:
                shown["FireAt"] = what.FireAt?.ToString("o", CultureInfo.InvariantCulture);
                break;
            default:
                shown["FunctionName"] = asked?.Name ?? what.Name;
                AddOutcome(shown, what);
                break;
        }

        if (asked is not null)
        {
            shown["ScheduledTime"] = asked.Time.ToString("o", CultureInfo.InvariantCulture);
        }

        return shown;
    }

    private static void AddOutcome(JsonObject shown, HistoryEvent what)
    {
        if (what.Failure is { } failure)
        {
            shown["Reason"] = failure.ErrorMessage;
            shown["Details"] = failure.ErrorType;
        }
        else if (what.Data is not null)
        {
            shown["Result"] = Parse(what.Data);
        }
    }

    private static string TypeOf(EventKind kind) => kind switch
    {
        EventKind.SubOrchestrationCompleted => "SubOrchestrationInstanceCompleted",
        EventKind.SubOrchestrationFailed => "SubOrchestrationInstanceFailed",
        EventKind.ExecutionFailed => "ExecutionCompleted",
        _ => kind.ToString(),
    };
}
