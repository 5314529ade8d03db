using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Steadfast.Functions.Telemetry;

/// <summary>
/// Begins the spans of the automation. Triggers and activities write them, never an orchestrator; one that was written twice was delivered
/// twice. While nobody listens none is made. Names and attributes are listed in docs/telemetry.md.
/// </summary>
internal static class Spans
{
    /// <summary>Names the source.</summary>
    public const string Source = "Steadfast.Functions";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>Begins a span; null while nobody listens, and in a rehearsal.</summary>
    /// <param name="parent">The span that it is a part of, as a W3C <c>traceparent</c>; null for the one that is open here.</param>
    public static Activity? Start(string name, string? parent = null)
    {
        if (Muting.IsOn)
        {
            return null;
        }

        if (parent is not null && ActivityContext.TryParse(parent, null, isRemote: true, out ActivityContext context))
        {
            return Activities.StartActivity(name, ActivityKind.Internal, context);
        }

        return Activities.StartActivity(name);
    }

    /// <summary>Sets an attribute; none when there is no value.</summary>
    public static Activity With(this Activity span, string attribute, object? value) => span.SetTag(attribute, value);
}

/// <summary>Carries the decision behind an action, for the spans of whatever carries it out.</summary>
/// <param name="Trace">The span that the action is a part of, as a W3C <c>traceparent</c>.</param>
/// <param name="Decision">The action that was decided on: "restart", "reimage", "replace", "failover".</param>
/// <param name="Diagnosis">The diagnosis that called for it; empty when there was none.</param>
public sealed record ActionCause(string Trace, string Decision, string Diagnosis);

/// <summary>Carries, in the input of an activity, the span that the activity is a part of.</summary>
public abstract record TracedInput
{
    /// <summary>Gets the span that it is a part of, as a W3C <c>traceparent</c>; null while nobody listens.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Trace { get; init; }
}
