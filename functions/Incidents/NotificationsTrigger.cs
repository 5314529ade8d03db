using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Http;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Incidents;

/// <summary>Shows what was told to people, and what could not be told.</summary>
public sealed class NotificationsTrigger(IOptionsSnapshot<RecoveryOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Answers <c>GET /api/notifications[?state=dead&amp;top=50&amp;before=ID]</c>: the newest notices of the last days first, at most 100
    /// at a time.
    /// </summary>
    /// <param name="request">The request; <c>state</c> is pending, delivered, kept or dead. The header <c>Link</c> of the answer says where
    /// the next ones are.</param>
    /// <returns>200 with a list of <see cref="NoticeView"/>; 304 when it is what the caller has; 400 when a parameter is not
    /// understood.</returns>
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

        if (ListQuery.Read(request) is not { } asked)
        {
            return Problems.BadRequest(ListQuery.Problem);
        }

        DateTimeOffset now = clock.GetUtcNow();
        OrchestrationQuery all = new(
            CreatedFrom: now - options.Value.ShownFor, InstanceIdPrefix: NotificationActivities.IdPrefix,
            FetchInputsAndOutputs: wanted is not null);
        HistoryPage<NoticeView> page = await HistoryPages.ReadAsync(
            client, all, asked, now, found => Read(found, wanted), cancellation);
        asked.Tell(request, page.Next);
        return Answers.Json(request, page.Shown.OrderByDescending(shown => shown.Notice.At).ToArray());
    }

    private static NoticeView? Read(OrchestrationMetadata found, NoticeState? wanted)
    {
        NoticeView? shown = Read(found);
        if (wanted is null || shown?.State == wanted)
        {
            return shown;
        }

        return null;
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

        if (metadata.ReadInputAs<NotificationInput>() is not { Notice: { } notice } input)
        {
            return null;
        }

        DeliveryStatus status = StatusOf(metadata) ?? new(0, "not tried yet");
        if (metadata.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated)
        {
            return new(notice, NoticeState.Dead, status.Tries, "its delivery was broken off") { Receiver = input.Receiver };
        }

        return new(notice, NoticeState.Pending, status.Tries, status.Detail) { Receiver = input.Receiver };
    }

    private static DeliveryStatus? StatusOf(OrchestrationMetadata metadata)
    {
        if (metadata.SerializedCustomStatus is null)
        {
            return null;
        }

        return metadata.ReadCustomStatusAs<DeliveryStatus>();
    }
}
