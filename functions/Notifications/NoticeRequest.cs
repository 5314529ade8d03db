using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Describes one request to a receiver of notices.</summary>
/// <param name="Address">Address that it is posted to.</param>
internal sealed record NoticeRequest(Uri Address, JsonNode Body)
{
    /// <summary>Gets the header <c>Authorization</c>; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>Gets the id of the notice that it says something of, when that is another than the one that is delivered.</summary>
    public string? NoticeId { get; init; }

    /// <summary>Tells whether "not found" means that there is nothing left to do.</summary>
    public bool MayBeGone { get; init; }

    /// <summary>Names the type, and never shows the address or the key.</summary>
    public override string ToString() => nameof(NoticeRequest);

    /// <summary>Makes the requests for a notice; none when this kind of receiver is not told of it.</summary>
    /// <param name="notice">The notice, completed.</param>
    public static IReadOnlyList<NoticeRequest> For(Notice notice, NoticeTarget target) => target.Shape switch
    {
        NoticeFormat.Teams => [new(target.Address!, TeamsCard.Of(notice))],
        NoticeFormat.Slack => [new(target.Address!, SlackMessage.Of(notice))],
        NoticeFormat.PagerDuty or NoticeFormat.Opsgenie => For(notice, target, NoticePolicy.WordsOf(notice)),
        _ => [new(target.Address!, JsonSerializer.SerializeToNode(notice, JsonSerializerOptions.Web)!)],
    };

    /// <summary>Makes the requests that say words to a service that wakes people.</summary>
    /// <param name="notice">The notice, completed.</param>
    /// <param name="words">Those of the notice, or what came after them.</param>
    public static IReadOnlyList<NoticeRequest> For(Notice notice, NoticeTarget target, IReadOnlyList<PagerWord> words) =>
    [
        .. words.Select(word => target.Shape == NoticeFormat.PagerDuty
            ? PagerDutyEvent.Of(notice, word, target.Address!, target.Key) with { NoticeId = word.NoticeId }
            : OpsgenieAlert.Of(notice, word, target.Address!, target.Key) with { NoticeId = word.NoticeId }),
    ];

    /// <summary>Makes the message to send.</summary>
    /// <param name="id">Id of the notice: a repeated delivery has the same.</param>
    public HttpRequestMessage ToMessage(string id)
    {
        HttpRequestMessage message = new(HttpMethod.Post, Address) { Content = JsonContent.Create(Body) };
        message.Headers.Add("Idempotency-Key", NoticeId ?? id);
        if (Authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        return message;
    }
}
