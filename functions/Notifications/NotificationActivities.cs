using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Notifications;

/// <summary>Hands notices over, and delivers them.</summary>
public sealed class NotificationActivities(NoticeReceiver receiver, IOptionsMonitor<NotificationOptions> options)
{
    /// <summary>Every notification's id begins with this.</summary>
    public const string IdPrefix = "notice-";

    /// <summary>Starts the delivery of a notice and returns at once: an incident does not wait for the receiver. A repeated call does nothing.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(Notify))]
    public async Task Notify([ActivityTrigger] Notice notice, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        await StartAsync(client, notice, options.CurrentValue, cancellation);

    /// <summary>The same for callers that have a client.</summary>
    internal static Task<bool> StartAsync(DurableTaskClient client, Notice notice, NotificationOptions options, CancellationToken cancellation) =>
        SingletonStart.StartOnceAsync(
            client, nameof(NotificationOrchestrator.Notification), $"{IdPrefix}{notice.Id}",
            new NotificationInput(notice, options.WebhookUrl.Length > 0, options.Attempts, options.FirstRetry), cancellation);

    /// <summary>One try.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(Deliver))]
    public Task<DeliveryTry> Deliver([ActivityTrigger] Notice notice, CancellationToken cancellation) => receiver.TakeAsync(notice, cancellation);
}
