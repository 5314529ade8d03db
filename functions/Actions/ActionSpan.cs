using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;
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

/// <summary>Asks the platform for something when the guard lets it begin, and answers that it was held when the guard does not.</summary>
internal static class ClearedStart
{
    /// <summary>Asks the guard, then the platform; not the platform when an earlier delivery has asked it already.</summary>
    public static async Task<StartedOperation> RunAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, Func<Clearance, Task<StartedOperation>> start,
        CancellationToken cancellation)
    {
        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, clock, cancellation);
        if (answer.Accepted is { } earlier)
        {
            // What is seen of the target may lag behind, and then it does not show what was begun.
            return new(
                StartKind.Attached, earlier.StatusUrl, null,
                $"Azure accepted this request at {earlier.At:HH:mm:ss} UTC already; waiting for what it began");
        }

        if (answer.Given is null)
        {
            return new(StartKind.Held, null, null, answer.WhyNot);
        }

        StartedOperation started = await start(answer.Given);
        if (started.Kind == StartKind.Accepted && permit.RequestId is { } id)
        {
            AcceptedRequest accepted = new(id, clock.GetUtcNow().UtcDateTime, started.StatusUrl);
            await NoteAsync(client, new(permit.IncidentId, permit.Target, accepted), cancellation);
        }

        return started;
    }

    // The platform has it, so this must not fail any more: without the note a second delivery judges by what it sees.
    private static async Task NoteAsync(DurableTaskClient client, RequestAcceptance acceptance, CancellationToken cancellation)
    {
        try
        {
            await client.Entities.SignalEntityAsync(
                GuardEntity.Id, nameof(GuardEntity.RequestAccepted), acceptance, cancellation: cancellation);
        }
        catch (Exception failure)
        {
            Activity.Current?.AddException(failure);
        }
    }
}
