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
        NoticeFormat.PagerDuty => PagerDutyEvent.Of(notice, target.Address!, target.Key),
        NoticeFormat.Opsgenie => OpsgenieAlert.Of(notice, target.Address!, target.Key),
        _ => [new(target.Address!, JsonSerializer.SerializeToNode(notice, JsonSerializerOptions.Web)!)],
    };

    /// <summary>Makes the message to send.</summary>
    /// <param name="id">Id of the notice: a repeated delivery has the same.</param>
    public HttpRequestMessage ToMessage(string id)
    {
        HttpRequestMessage message = new(HttpMethod.Post, Address) { Content = JsonContent.Create(Body) };
        message.Headers.Add("Idempotency-Key", id);
        if (Authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", Authorization);
        }

        return message;
    }
}
