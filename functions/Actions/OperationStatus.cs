using Azure;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Reads how an operation is getting on from the URL that ARM handed out for it.</summary>
internal static class OperationStatus
{
    private static readonly TimeSpan WhenThrottled = TimeSpan.FromSeconds(30);

    /// <summary>Reads the progress; null when there is no URL or it tells nothing, so that the resource itself must be asked.</summary>
    public static async Task<OperationProgress?> ReadAsync(ArmRestClient rest, string? statusUrl, CancellationToken cancellation)
    {
        if (statusUrl is null)
        {
            return null;
        }

        try
        {
            using Response response = await rest.FollowAsync(statusUrl, cancellation);
            return response switch
            {
                { IsError: false } => Of(JsonPart.Read(response.Content.ToMemory()) ?? default, ArmFailure.PauseOf(response)),
                { Status: 429 } =>
                    new(ActionResult.Running, ArmFailure.PauseOf(response) ?? WhenThrottled, "throttled while asking for the progress"),
                _ => null,
            };
        }
        catch (UnreadableAnswerException)
        {
            return null;
        }
    }

    /// <summary>Asks for the progress until the operation has ended, as often as the plan allows within one activity.</summary>
    /// <param name="plan">How often; null: once.</param>
    /// <returns>The last answer; while it runs, with the pause that is still to be kept before the next question, or as timed out when the
    /// plan allows none.</returns>
    public static async Task<OperationProgress> FollowAsync(
        PollPlan? plan, Func<Task<OperationProgress>> ask, TimeProvider clock, Func<TimeSpan, Task> pause)
    {
        if (plan is null)
        {
            return await ask();
        }

        var (last, left) = await BoundedPoll.RunAsync(plan.First, ask, Again, clock, pause);
        if (last.Result != ActionResult.Running)
        {
            return last;
        }

        // By the clock that has kept the pauses, so that it is not asked once more by another one.
        if (left is null)
        {
            return last with { Result = ActionResult.TimedOut };
        }

        return last with { RetryAfter = left };

        TimeSpan? Again(OperationProgress progress)
        {
            if (progress.Result != ActionResult.Running)
            {
                return null;
            }

            return CheckPause.Until(plan.Until, clock.GetUtcNow().UtcDateTime, plan.Interval, progress.RetryAfter, plan.MaxWait);
        }
    }

    /// <summary>
    /// Returns the progress of an operation that cannot be asked now: nothing is known of it, and it has a deadline of its own.
    /// </summary>
    public static OperationProgress Unread(Exception failure)
    {
        ArmFailure why = ArmFailure.Of(failure);
        return new(ActionResult.Running, why.RetryAfter, $"its progress cannot be read now ({why})");
    }

    /// <summary>
    /// Reads the progress that the body of a status tells; null when it tells nothing: no content, a page for people, no status.
    /// </summary>
    /// <param name="pause">How long the platform asks to wait; null when it does not say.</param>
    // Sample: {"status":"InProgress","startTime":"…","name":"…"}; {"status":"Failed","error":{"code":"…","message":"…"}}.
    internal static OperationProgress? Of(JsonPart body, TimeSpan? pause)
    {
        string? status = body["status"].Shown();
        bool isError = body["error"].IsObject;
        string code = body["error"]["code"].Shown() ?? "no code given";
        return status?.ToLowerInvariant() switch
        {
            "succeeded" => new(ActionResult.Succeeded, null, "Azure says Succeeded"),
            // Both spellings are in use. Whatever the word, an error is the end: MySQL has ended operations with "ServerIsNotReady".
            "failed" or "canceled" or "cancelled" => new(ActionResult.Failed, null, $"the platform says {status} ({code})"),
            _ when isError => new(ActionResult.Failed, null, $"the platform says {status ?? "that it failed"} ({code})"),
            null => null,
            _ => new(ActionResult.Running, pause, $"the platform says {status}"),
        };
    }
}
