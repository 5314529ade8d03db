using System.Diagnostics;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>
/// Asks the platform for something when the guard lets it begin, and answers that it was held when the guard does not. An activity may be
/// delivered once more, and a worker may end at any moment: that a request is about to be sent, and that the platform has accepted it, is
/// noted with the permit.
/// </summary>
internal static class ClearedStart
{
    // The activity may be at its end when the platform's answer comes; the note is worth a moment more.
    private static readonly TimeSpan NoteTimeout = TimeSpan.FromSeconds(5);

    // The delivery that has sent the request may be waiting for the answer at this moment.
    private const int MaxReads = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    // By then a view that lags shows what the platform has begun.
    private static readonly TimeSpan UntilSeen = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Answers for a request that an earlier delivery of the same activity has sent; null when none has. Asked before anything else: what is
    /// seen of the target may lag behind and not show it, or not be readable, and the decision may have grown old meanwhile.
    /// </summary>
    public static async Task<StartedOperation?> EarlierAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, CancellationToken cancellation)
    {
        if (permit.RequestNumber is null)
        {
            return null;
        }

        GuardState state = await GuardReader.ReadAsync(client, cancellation);
        if (AcceptedOf(state, permit) is { } accepted)
        {
            return accepted;
        }

        if (ClearancePolicy.Sent(state, permit) is not { } sent)
        {
            return null;
        }

        return await AwaitAcceptanceAsync(client, permit, sent, clock, cancellation);
    }

    private static StartedOperation? AcceptedOf(GuardState state, HeldPermit permit)
    {
        if (ClearancePolicy.Accepted(state, permit) is not { } accepted)
        {
            return null;
        }

        return new(
            StartKind.Attached, accepted.StatusUrl, null,
            $"Azure accepted this request at {accepted.At:HH:mm:ss} UTC already; waiting for the operation that it began")
        { IsOwn = true };
    }

    /// <summary>Asks the guard, then the platform.</summary>
    /// <param name="mayBeSentTwice">Whether the request says how things are to be, so that a second one changes nothing.</param>
    public static async Task<StartedOperation> RunAsync(
        DurableTaskClient client, HeldPermit permit, TimeProvider clock, Func<Clearance, Task<StartedOperation>> start,
        CancellationToken cancellation, bool mayBeSentTwice = false)
    {
        ClearanceAnswer answer = await PermitClearance.AskAsync(client, permit, clock, cancellation);
        if (answer.Given is null)
        {
            return new(StartKind.Held, null, null, answer.WhyNot);
        }

        if (answer.Sent is { } sent)
        {
            return await AwaitAcceptanceAsync(client, permit, sent, clock, cancellation);
        }

        if (permit.RequestNumber is { } next && !mayBeSentTwice)
        {
            RequestSending sending = new(permit.IncidentId, permit.Target, new(next, clock.GetUtcNow().UtcDateTime));
            await client.Entities.SignalEntityAsync(
                GuardEntity.Id, nameof(GuardEntity.RequestSent), sending, cancellation: cancellation);
        }

        DateTime sentAt = clock.GetUtcNow().UtcDateTime;
        try
        {
            StartedOperation started = await start(answer.Given);
            if (started.Kind == StartKind.Accepted && permit.RequestNumber is { } number)
            {
                await NoteAsync(client, permit, new(number, clock.GetUtcNow().UtcDateTime, started.StatusUrl), clock);
            }

            return started;
        }
        catch (Exception failure) when (
            !mayBeSentTwice && permit.RequestNumber is not null && !cancellation.IsCancellationRequested
            && ArmFailure.Of(failure).MayHaveBegun)
        {
            return Unanswered($"it was sent at {sentAt:HH:mm:ss} UTC, and no answer says whether Azure took it ({ArmFailure.Of(failure)})");
        }
    }

    private static StartedOperation Unanswered(string detail) => new(StartKind.NotNow, null, UntilSeen, detail) { MayHaveBegun = true };

    private static async Task<StartedOperation> AwaitAcceptanceAsync(
        DurableTaskClient client, HeldPermit permit, SentRequest sent, TimeProvider clock, CancellationToken cancellation)
    {
        for (int read = 1; ; read++)
        {
            if (AcceptedOf(await GuardReader.ReadAsync(client, cancellation), permit) is { } accepted)
            {
                return accepted;
            }

            if (read == MaxReads)
            {
                return Unanswered(
                    $"it was sent at {sent.At:HH:mm:ss} UTC already, and no answer says whether Azure took it, so it is not sent again");
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    // The platform has it, so this must not fail any more: without the note another delivery waits a minute in vain.
    private static async Task NoteAsync(DurableTaskClient client, HeldPermit permit, AcceptedRequest accepted, TimeProvider clock)
    {
        using CancellationTokenSource over = new(NoteTimeout, clock);
        try
        {
            await client.Entities.SignalEntityAsync(
                GuardEntity.Id, nameof(GuardEntity.RequestAccepted), new RequestAcceptance(permit.IncidentId, permit.Target, accepted),
                cancellation: over.Token);
        }
        catch (Exception failure)
        {
            Activity.Current?.AddException(failure);
        }
    }
}
