using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Notifications;

/// <summary>
/// Takes every notice and has it told, alone or together with others; one for each receiver, of which the first hands on to the others.
/// What an operation tells and waits for is stored in one step with what it keeps, so that a crash loses no notice.
/// </summary>
/// <param name="options">How long notices are collected, and how often a delivery is tried.</param>
public sealed class NoticeEntity(IOptionsMonitor<NotificationOptions> options, TimeProvider clock) : TaskEntity<NoticeGroups>
{
    /// <summary>Names the entity.</summary>
    public const string Name = "Notices";

    /// <summary>Identifies the entity of the first receiver.</summary>
    public static readonly EntityInstanceId Id = new(Name, "stack");

    /// <summary>Takes a notice; one that was taken before changes nothing.</summary>
    public void Add(Notice notice)
    {
        NotificationOptions now = options.CurrentValue;
        if (Receiver.Length == 0)
        {
            foreach (NoticeTarget further in now.Further)
            {
                Context.SignalEntity(new EntityInstanceId(Name, further.Name), nameof(Add), notice);
            }
        }

        if (now.Find(Receiver) is { } target)
        {
            Follow(target, NoticeGroupPolicy.Add(State, notice, clock.GetUtcNow().UtcDateTime, now.GroupForLike(notice, target)));
        }
    }

    /// <summary>Tells what a group has collected.</summary>
    public void End(GroupEnd end)
    {
        NotificationOptions now = options.CurrentValue;
        if (now.Find(Receiver) is { } target)
        {
            Follow(target, NoticeGroupPolicy.End(State, end, clock.GetUtcNow().UtcDateTime, now.GroupFor));
        }
    }

    /// <summary>Hands an operation over to the entity.</summary>
    [Function(Name)]
    public static Task Dispatch([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<NoticeEntity>();

    /// <summary>Reads the last word on each alert at a receiver; nothing when that cannot be read now.</summary>
    /// <param name="receiver">Name of the receiver; empty for the first.</param>
    internal static async Task<IReadOnlyList<PagerWord>> LastWordsAsync(
        DurableTaskClient client, string receiver, CancellationToken cancellation)
    {
        EntityInstanceId id = receiver.Length == 0 ? Id : new(Name, receiver);
        try
        {
            var found = await client.Entities.GetEntityAsync<NoticeGroups>(id, includeState: true, cancellation);
            return found is { IncludesState: true } ? found.State.LastWords : [];
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // In doubt people are told.
            return [];
        }
    }

    // Empty for the first.
    private string Receiver => Context.Id.Key == Id.Key ? "" : Context.Id.Key;

    private void Follow(NoticeTarget target, NoticeStep step)
    {
        State = step.Groups;
        if (step.Told is { } notice)
        {
            if (target.WakesPeople)
            {
                State = State with { LastWords = PagerOrder.After(State.LastWords, notice) };
            }

            NotificationOptions now = options.CurrentValue;
            string id = $"{NotificationActivities.IdPrefix}{notice.Id}";
            NotificationInput input = new(notice, target.Address is not null, now.Attempts, now.FirstRetry);
            if (target.Name.Length > 0)
            {
                id = $"{id}-to-{target.Name}";
                input = input with { Receiver = target.Name };
            }

            Context.ScheduleNewOrchestration(nameof(NotificationOrchestrator.Notification), input, new StartOrchestrationOptions(id));
        }

        if (step.Wake is { } end)
        {
            Context.SignalEntity(Context.Id, nameof(End), end, new SignalEntityOptions { SignalTime = end.Until });
        }
    }
}
