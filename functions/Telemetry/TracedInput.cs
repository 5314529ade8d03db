using System.Text.Json.Serialization;

namespace Steadfast.Functions.Telemetry;

/// <summary>Input of an activity that writes a span.</summary>
public abstract record TracedInput
{
    /// <summary>The span that it is a part of, as a W3C <c>traceparent</c>; null while nobody listens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }
}
