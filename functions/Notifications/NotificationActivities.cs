using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Steadfast.Functions.Notifications;

/// <summary>Hands notices over, and delivers them.</summary>
public sealed class NotificationActivities(NoticeReceiver receiver)
{
    /// <summary>Begins the id of every notification.</summary>
    public const string IdPrefix = "notice-";

    /// <summary>
    /// Hands a notice over and returns at once: an incident does not wait for the receiver. A repeated call does nothing.
    /// </summary>
    [Function(nameof(Notify))]
    public async Task Notify([ActivityTrigger] Notice notice, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        await HandOverAsync(client, notice, cancellation);

    /// <summary>Hands a notice over for callers that have a client.</summary>
    internal static Task HandOverAsync(DurableTaskClient client, Notice notice, CancellationToken cancellation) =>
        client.Entities.SignalEntityAsync(NoticeEntity.Id, nameof(NoticeEntity.Add), notice, cancellation: cancellation);

    /// <summary>Tries once at the first receiver.</summary>
    [Function(nameof(Deliver))]
    public Task<DeliveryTry> Deliver(
        [ActivityTrigger] Notice notice, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        receiver.TakeAsync(notice, "", () => NoticeEntity.LastWordsAsync(client, "", cancellation), cancellation);

    /// <summary>Tries once at a receiver beside the first.</summary>
    [Function(nameof(DeliverTo))]
    public Task<DeliveryTry> DeliverTo(
        [ActivityTrigger] FurtherDelivery delivery, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return receiver.TakeAsync(
            delivery.Notice, delivery.Receiver, () => NoticeEntity.LastWordsAsync(client, delivery.Receiver, cancellation), cancellation);
    }
}

/// <summary>Carries a notice for a receiver beside the first.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Receiver">Name of the receiver.</param>
public sealed record FurtherDelivery(Notice Notice, string Receiver);
