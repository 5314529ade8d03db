using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Notifications;

/// <summary>
/// Takes every notice and has it told, alone or together with others. What an operation tells and waits for is stored in one step with what it keeps, so
/// that a crash loses no notice.
/// </summary>
/// <param name="options">How long notices are collected, and how often a delivery is tried.</param>
/// <param name="clock">The clock.</param>
public sealed class NoticeEntity(IOptionsMonitor<NotificationOptions> options, TimeProvider clock) : TaskEntity<NoticeGroups>
{
    /// <summary>Name of the entity.</summary>
    public const string Name = "Notices";

    /// <summary>The notices of the stack.</summary>
    public static readonly EntityInstanceId Id = new(Name, "stack");

    /// <summary>Takes a notice; one that was taken before changes nothing.</summary>
    /// <param name="notice">The notice.</param>
    public void Add(Notice notice) => Follow(NoticeGroupPolicy.Add(State, notice, clock.GetUtcNow().UtcDateTime, options.CurrentValue.GroupFor));

    /// <summary>Tells what a group has collected.</summary>
    /// <param name="end">The end of the group.</param>
    public void End(GroupEnd end) => Follow(NoticeGroupPolicy.End(State, end, clock.GetUtcNow().UtcDateTime, options.CurrentValue.GroupFor));

    /// <summary>Hands an operation over to the entity.</summary>
    /// <param name="dispatcher">The operation.</param>
    [Function(Name)]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<NoticeEntity>();

    private void Follow(NoticeStep step)
    {
        State = step.Groups;
        if (step.Told is { } notice)
        {
            NotificationOptions now = options.CurrentValue;
            Context.ScheduleNewOrchestration(
                nameof(NotificationOrchestrator.Notification),
                new NotificationInput(notice, now.WebhookUrl.Length > 0, now.Attempts, now.FirstRetry),
                new StartOrchestrationOptions($"{NotificationActivities.IdPrefix}{notice.Id}"));
        }

        if (step.Wake is { } end)
        {
            Context.SignalEntity(Id, nameof(End), end, new SignalEntityOptions { SignalTime = end.Until });
        }
    }
}
