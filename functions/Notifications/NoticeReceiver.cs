using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Steadfast.Functions.Notifications;

/// <summary>Tells the result of one try to deliver a notice.</summary>
/// <param name="Delivered">Whether the receiver took it, or there is none to take it.</param>
/// <param name="IsFinal">Whether another try is of no use.</param>
/// <param name="Detail">One sentence, without the address.</param>
public sealed record DeliveryTry(bool Delivered, bool IsFinal, string Detail)
{
    /// <summary>Gets the pause that the receiver asks for; null when it asks for none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Posts notices to their receivers, each in its shape.</summary>
public sealed class NoticeReceiver(HttpClient http, IOptionsMonitor<NotificationOptions> options, NoticeSite site, TimeProvider clock)
{
    /// <summary>
    /// Tries once. Never throws for what the receiver does. A notice that takes two requests is delivered when both were taken; the first
    /// is repeated with the second.
    /// </summary>
    /// <param name="receiver">Name of the receiver; empty for the first.</param>
    /// <param name="lastWords">Reads the last word on each alert at a receiver that wakes people.</param>
    public async Task<DeliveryTry> TakeAsync(
        Notice notice, string receiver, Func<Task<IReadOnlyList<PagerWord>>> lastWords, CancellationToken cancellation)
    {
        NotificationOptions now = options.CurrentValue;
        if (now.Find(receiver) is not { Address: not null } target)
        {
            if (receiver.Length == 0)
            {
                return new(true, true, "no receiver is configured");
            }

            return new(false, true, "this receiver is not configured any more");
        }

        Notice complete = NoticeLinks.Complete(notice, site.Console(now.ConsoleUrl));
        if (target.WakesPeople)
        {
            return await SayAsync(complete, target, lastWords, now.Timeout, cancellation);
        }

        return await PostAsync(NoticeRequest.For(complete, target), notice.Id, now.Timeout, cancellation);
    }

    // What came after it may be on its way at the same time, and be there first: so it is looked for before and after, and what is said
    // last is the last word.
    private async Task<DeliveryTry> SayAsync(
        Notice notice, NoticeTarget target, Func<Task<IReadOnlyList<PagerWord>>> lastWords, TimeSpan timeout,
        CancellationToken cancellation)
    {
        IReadOnlyList<PagerWord> words = NoticePolicy.WordsOf(notice);
        if (words.Count == 0)
        {
            return new(true, true, $"{target.Shape} is not told of this kind");
        }

        IReadOnlyList<PagerWord> before = await lastWords();
        IReadOnlyList<PagerWord> due = PagerOrder.Due(words, before);
        if (due.Count == 0)
        {
            return new(true, true, $"{PagerOrder.FirstLater(words, before)!.Kind} came after it, so that is said instead");
        }

        DeliveryTry said = await PostAsync(NoticeRequest.For(notice, target, due), notice.Id, timeout, cancellation);
        PagerWord[] later = said.Delivered ? [.. PagerOrder.Due(words, await lastWords()).Except(due)] : [];
        if (later.Length > 0)
        {
            said = await PostAsync(NoticeRequest.For(notice, target, later), notice.Id, timeout, cancellation);
            return said with { Detail = $"{said.Detail}; {later[0].Kind} came meanwhile, so that was said again" };
        }

        return PagerOrder.FirstLater(words, before) is { } instead
            ? said with { Detail = $"{said.Detail}; {instead.Kind} came after it, so that was said instead" }
            : said;
    }

    private async Task<DeliveryTry> PostAsync(
        IReadOnlyList<NoticeRequest> requests, string id, TimeSpan timeout, CancellationToken cancellation)
    {
        DeliveryTry last = new(true, true, "there is nothing to say");
        foreach (NoticeRequest request in requests)
        {
            last = await PostAsync(request, id, timeout, cancellation);
            if (!last.Delivered)
            {
                break;
            }
        }

        return last;
    }

    private async Task<DeliveryTry> PostAsync(NoticeRequest request, string id, TimeSpan timeout, CancellationToken cancellation)
    {
        using CancellationTokenSource deadline = new(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            using HttpRequestMessage message = request.ToMessage(id);
            using HttpResponseMessage answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return Read(answer, request.MayBeGone);
        }
        catch (HttpRequestException failure)
        {
            return new(false, false, $"the receiver could not be reached ({failure.HttpRequestError})");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new(false, false, $"the receiver did not answer within {timeout.TotalSeconds:0.#} s");
        }
    }

    private DeliveryTry Read(HttpResponseMessage answer, bool mayBeGone)
    {
        int status = (int)answer.StatusCode;
        if (answer.IsSuccessStatusCode || (mayBeGone && answer.StatusCode == HttpStatusCode.NotFound))
        {
            return new(true, true, $"taken ({status})");
        }

        bool isFinal = status is >= 400 and < 500 and not (408 or 425 or 429);
        return new(false, isFinal, $"the receiver answered {status}") { RetryAfter = Pause(answer.Headers.RetryAfter) };
    }

    private TimeSpan? Pause(RetryConditionHeaderValue? asked) => asked?.Delta ?? (asked?.Date - clock.GetUtcNow());
}
