using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Http;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Incidents;

/// <summary>Shows what was told to people, and what could not be told.</summary>
public sealed class NotificationsTrigger(IOptionsSnapshot<RecoveryOptions> options, TimeProvider clock)
{
    private const int Most = 100;

    /// <summary><c>GET /api/notifications[?state=dead]</c>: the newest notices of the last days first, at most 100.</summary>
    /// <param name="request">The request; <c>state</c> is pending, delivered, kept or dead.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends when the caller hangs up.</param>
    /// <returns>200 with a list of <see cref="NoticeView"/>; 400 when the state is none of these.</returns>
    [Function("ListNotifications")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "notifications")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (!QueryChoice.TryRead(request, "state", out NoticeState? wanted))
        {
            return Problems.BadRequest("state must be pending, delivered, kept or dead; leave it out for all.");
        }

        OrchestrationQuery all = new(
            CreatedFrom: clock.GetUtcNow() - options.Value.ShownFor, InstanceIdPrefix: NotificationActivities.IdPrefix, FetchInputsAndOutputs: true);
        List<NoticeView> found = [];
        await foreach (OrchestrationMetadata metadata in client.GetAllInstancesAsync(all).WithCancellation(cancellation))
        {
            if (Read(metadata) is { } shown && (wanted is null || shown.State == wanted))
            {
                found.Add(shown);
            }
        }

        return new OkObjectResult(found.OrderByDescending(shown => shown.Notice.At).Take(Most).ToArray());
    }

    private static NoticeView? Read(OrchestrationMetadata metadata)
    {
        if (metadata.Name != nameof(NotificationOrchestrator.Notification))
        {
            return null;
        }

        if (metadata.RuntimeStatus == OrchestrationRuntimeStatus.Completed)
        {
            return metadata.ReadOutputAs<NoticeView>();
        }

        DeliveryStatus status = (metadata.SerializedCustomStatus is null ? null : metadata.ReadCustomStatusAs<DeliveryStatus>()) ?? new(0, "not tried yet");
        if (metadata.ReadInputAs<NotificationInput>()?.Notice is not { } notice)
        {
            return null;
        }

        return metadata.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated
            ? new(notice, NoticeState.Dead, status.Tries, "its delivery was broken off")
            : new(notice, NoticeState.Pending, status.Tries, status.Detail);
    }
}
