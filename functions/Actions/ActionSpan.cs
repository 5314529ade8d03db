using System.Diagnostics;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Actions;

/// <summary>Writes the spans of an action: asking for it and following it.</summary>
internal static class ActionSpan
{
    /// <summary>Asks for an action within a span, and counts what became of it.</summary>
    /// <param name="action">The action that the platform is asked for.</param>
    public static async Task<StartedOperation> StartAsync(
        string action, string target, HeldPermit permit, Func<Task<StartedOperation>> start)
    {
        using Activity? span = Spans.Start(SpanNames.StartAction, permit.Cause?.Trace);
        span?.With(AttributeNames.Incident, permit.IncidentId).With(AttributeNames.Target, target).With(AttributeNames.Action, action)
            .With(AttributeNames.Decision, permit.Cause?.Decision).With(AttributeNames.Diagnosis, permit.Cause?.Diagnosis)
            .With(AttributeNames.DecidedBy, permit.IsOrdered ? "operator" : "automation");
        StartedOperation answer = await start();
        span?.With(AttributeNames.Result, $"{answer.Kind}");
        Metrics.ActionStarted(action, $"{answer.Kind}");
        return answer;
    }

    /// <summary>Follows an action within a span.</summary>
    public static async Task<OperationProgress> FollowAsync(
        string action, string target, string? trace, Func<Task<OperationProgress>> follow)
    {
        using Activity? span = Spans.Start(SpanNames.FollowAction, trace);
        span?.With(AttributeNames.Target, target).With(AttributeNames.Action, action);
        OperationProgress progress = await follow();
        span?.With(AttributeNames.Result, $"{progress.Result}");
        return progress;
    }
}
