using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>
/// Asks the platform for something when the guard lets it begin, and answers that it was held when the guard does not. The activity may be
/// delivered once more, also after its process has died: what it sends is noted with the permit before and after.
/// </summary>
internal static class ClearedStart
{
    private const int Conflict = 409;

    /// <summary>Asks the guard, then the platform; not the platform when it is known to have accepted the same request.</summary>
    public static async Task<StartedOperation> RunAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, Func<Clearance, Task<StartedOperation>> start,
        CancellationToken cancellation)
    {
        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, clock, cancellation);
        if (answer.Sent is { Answer: RequestAnswer.Accepted } accepted)
        {
            // What is seen of the target may lag behind, and then it does not show what was begun.
            return new(
                StartKind.Attached, accepted.StatusUrl, null,
                $"Azure accepted this request at {accepted.At:HH:mm:ss} UTC already; waiting for what it began");
        }

        if (answer.Given is not { } clearance)
        {
            return new(StartKind.Held, null, null, answer.WhyNot);
        }

        // Without this note nothing is asked: whoever cannot write it could not tell either what came of the request.
        await NoteAsync(client, permit, clock, RequestAnswer.Unknown, null, cancellation);
        try
        {
            StartedOperation started = await start(clearance);
            RequestAnswer known = started.Kind == StartKind.Accepted ? RequestAnswer.Accepted : RequestAnswer.Refused;
            await TryNoteAsync(client, permit, clock, known, started.StatusUrl, cancellation);
            return started;
        }
        catch (Exception failure) when (ArmFailure.Of(failure).Status is >= 400 and < 500 and not 408)
        {
            if (answer.Sent is { Answer: RequestAnswer.Unknown } before && ArmFailure.Of(failure).Status == Conflict)
            {
                return new(
                    StartKind.Attached, null, null,
                    $"Azure is at work on what was asked for at {before.At:HH:mm:ss} UTC already, most likely; waiting for that");
            }

            await TryNoteAsync(client, permit, clock, RequestAnswer.Refused, null, cancellation);
            throw;
        }
    }

    private static async Task NoteAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, RequestAnswer known, string? statusUrl,
        CancellationToken cancellation)
    {
        if (permit.RequestId is not { } id)
        {
            return;
        }

        SentRequest sent = new(id, clock.GetUtcNow().UtcDateTime, known) { StatusUrl = statusUrl };
        await client.Entities.SignalEntityAsync(
            GuardEntity.Id, nameof(GuardEntity.RequestSent), new RequestNote(permit.IncidentId, permit.Target, sent),
            cancellation: cancellation);
    }

    // The platform has answered, so this must not fail any more: without the note another delivery judges by what it sees.
    private static async Task TryNoteAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, RequestAnswer known, string? statusUrl,
        CancellationToken cancellation)
    {
        try
        {
            await NoteAsync(client, permit, clock, known, statusUrl, cancellation);
        }
        catch (Exception failure)
        {
            Activity.Current?.AddException(failure);
        }
    }
}
