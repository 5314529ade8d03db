using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Steadfast.Functions.Notifications;

/// <summary>Carries the input of <see cref="NotificationOrchestrator.Notification"/>.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="HasReceiver">Whether there is anybody to send it to.</param>
/// <param name="Attempts">How often it is tried.</param>
/// <param name="FirstRetry">Pause before the second try.</param>
public sealed record NotificationInput(Notice Notice, bool HasReceiver, int Attempts, TimeSpan FirstRetry)
{
    /// <summary>Gets the name of the receiver; null for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Receiver { get; init; }
}

/// <summary>
/// Tells the progress of a delivery. The notice itself is in the input: a status has room for less than half of the longest.
/// </summary>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Detail">One sentence on the last try.</param>
public sealed record DeliveryStatus(int Tries, string Detail);

/// <summary>State of a notice.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeState>))]
public enum NoticeState
{
    /// <summary>It is being delivered.</summary>
    Pending,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>Nobody is configured to receive it; it is kept here.</summary>
    Kept,

    /// <summary>It could not be delivered, and is not tried any more.</summary>
    Dead,
}

/// <summary>A notice and what became of it.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="State">Where it is.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Detail">One sentence on the last try.</param>
public sealed record NoticeView(Notice Notice, NoticeState State, int Tries, string Detail)
{
    /// <summary>Name of the receiver; left out for the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Receiver { get; init; }
}

/// <summary>Delivers one notice; what cannot be delivered stays here as a dead letter that can be read.</summary>
public static class NotificationOrchestrator
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxAsked = TimeSpan.FromMinutes(15);

    /// <summary>Tries until the receiver takes it, refuses it for good, or the tries are used up.</summary>
    [Function(nameof(Notification))]
    public static async Task<NoticeView> Notification([OrchestrationTrigger] TaskOrchestrationContext context, NotificationInput input)
    {
        if (!input.HasReceiver)
        {
            return new(input.Notice, NoticeState.Kept, 0, "no receiver is configured");
        }

        TimeSpan pause = input.FirstRetry;
        for (int tries = 1; ; tries++)
        {
            DeliveryTry last = await TryAsync(context, input);
            if (last.Delivered || last.IsFinal || tries >= input.Attempts)
            {
                NoticeState state = last.Delivered ? NoticeState.Delivered : NoticeState.Dead;
                return new(input.Notice, state, tries, last.Detail) { Receiver = input.Receiver };
            }

            context.SetCustomStatus(new DeliveryStatus(tries, last.Detail));
            await context.CreateTimer(Longer(pause, last.RetryAfter), CancellationToken.None);
            pause *= 2;
            if (pause > MaxPause)
            {
                pause = MaxPause;
            }
        }
    }

    // A receiver that asks for more time has it, within a limit: it may be wrong about its own clock.
    private static TimeSpan Longer(TimeSpan pause, TimeSpan? asked)
    {
        if (asked > pause)
        {
            return TimeSpan.FromTicks(Math.Min(asked.Value.Ticks, MaxAsked.Ticks));
        }

        return pause;
    }

    private static async Task<DeliveryTry> TryAsync(TaskOrchestrationContext context, NotificationInput input)
    {
        try
        {
            if (input.Receiver is { } receiver)
            {
                FurtherDelivery further = new(input.Notice, receiver);
                return await context.CallActivityAsync<DeliveryTry>(nameof(NotificationActivities.DeliverTo), further);
            }

            return await context.CallActivityAsync<DeliveryTry>(nameof(NotificationActivities.Deliver), input.Notice);
        }
        catch (TaskFailedException failure)
        {
            return new(false, false, $"the delivery itself failed ({failure.FailureDetails.ErrorType})");
        }
    }
}
