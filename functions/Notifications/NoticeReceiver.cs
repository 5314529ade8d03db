using System.Net.Http.Json;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Notifications;

/// <summary>What came of one try to deliver a notice.</summary>
/// <param name="Delivered">Whether the receiver took it, or there is none to take it.</param>
/// <param name="IsFinal">Whether another try is of no use.</param>
/// <param name="Detail">One sentence, without the address.</param>
public sealed record DeliveryTry(bool Delivered, bool IsFinal, string Detail);

/// <summary>The webhook that notices are posted to.</summary>
public sealed class NoticeReceiver(HttpClient http, IOptionsMonitor<NotificationOptions> options, TimeProvider clock)
{
    /// <summary>One try. Never throws for what the receiver does.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="cancellation">Ends the request.</param>
    public async Task<DeliveryTry> TakeAsync(Notice notice, CancellationToken cancellation)
    {
        NotificationOptions now = options.CurrentValue;
        if (now.WebhookUrl.Length == 0)
        {
            return new(true, true, "no receiver is configured");
        }

        using CancellationTokenSource deadline = new(now.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, now.WebhookUrl) { Content = JsonContent.Create(notice) };
            request.Headers.Add("Idempotency-Key", notice.Id);
            using HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            int status = (int)answer.StatusCode;
            bool isFinal = status is >= 400 and < 500 and not (408 or 425 or 429);
            return answer.IsSuccessStatusCode ? new(true, true, $"taken ({status})") : new(false, isFinal, $"the receiver answered {status}");
        }
        catch (HttpRequestException failure)
        {
            return new(false, false, $"the receiver could not be reached ({failure.HttpRequestError})");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new(false, false, $"the receiver did not answer within {now.Timeout.TotalSeconds:0.#} s");
        }
    }
}
