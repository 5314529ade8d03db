using System.Text.Json.Nodes;

namespace Steadfast.Functions.Notifications;

/// <summary>Writes a notice as requests to the Alert API of Opsgenie, with the key of its incident as alias. Pure.</summary>
/// <remarks>
/// Source: https://docs.opsgenie.com/docs/alert-api (message 130, alias 512, description 15000, details 8000, note 25000, source 100
/// characters). Jira Service Management takes the same below https://api.atlassian.com/jsm/ops/integration/v2/alerts.
/// </remarks>
internal static class OpsgenieAlert
{
    /// <summary>Gives the address for accounts in every region but the EU.</summary>
    public const string DefaultAddress = "https://api.opsgenie.com/v2/alerts";

    private const int MaxDescription = 15_000;
    private const int MaxDetails = 2_000;
    private const int MaxEntity = 512;
    private const string Source = "Steadfast";

    /// <summary>Makes the requests for a notice; none when nobody is woken for it.</summary>
    /// <param name="notice">The notice, completed.</param>
    public static IReadOnlyList<NoticeRequest> Of(Notice notice, Uri address, string key)
    {
        string alias = NoticePolicy.KeyOf(notice);
        NoticeRequest[] requests = NoticePolicy.StepOf(notice) switch
        {
            PagerStep.None => [],
            PagerStep.Acknowledge => [Follow(notice, address, alias, "acknowledge")],
            PagerStep.Resolve => [Follow(notice, address, alias, "close")],
            _ when notice.Kind == NoticeKind.Escalated =>
                [Follow(notice, address, alias, "close"), new(address, Create(notice, NoticePolicy.KeyOfHandOver(notice)))],
            _ => [new(address, Create(notice, alias))],
        };
        return [.. requests.Select(request => request with { Authorization = $"GenieKey {key}" })];
    }

    private static NoticeRequest Follow(Notice notice, Uri address, string alias, string action)
    {
        Uri one = new($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{Uri.EscapeDataString(alias)}/{action}?identifierType=alias");
        JsonObject body = new() { ["source"] = Source, ["note"] = NoticeText.Fit(notice.Text, MaxDescription) };
        return new(one, body) { MayBeGone = true };
    }

    private static JsonObject Create(Notice notice, string alias) => new()
    {
        ["message"] = NoticeText.Fit(notice.Headline!, NoticePolicy.MaxHeadline),
        ["alias"] = alias,
        ["description"] = NoticeText.Fit(DescriptionOf(notice), MaxDescription),
        ["priority"] = PriorityOf(notice),
        ["source"] = Source,
        ["entity"] = NoticeText.Fit(notice.Subject, MaxEntity),
        ["tags"] = new JsonArray("steadfast", $"{notice.Kind}"),
        ["details"] = NoticeDetails.Of(notice, MaxDetails),
    };

    private static string DescriptionOf(Notice notice)
    {
        string step = notice.NextStep is null ? "" : $"Next step: {notice.NextStep}\n\n";
        string links = string.Concat(NoticeButton.Of(notice).Select(button => $"{button.Title}: {button.Address}\n"));
        // The links last, and never cut: what is long is the text.
        return $"{step}{NoticeText.Fit(notice.Text, Math.Max(1, MaxDescription - step.Length - links.Length - 2))}\n\n{links}".TrimEnd();
    }

    private static string PriorityOf(Notice notice) => notice.Severity switch
    {
        NoticeSeverity.Critical => "P1",
        NoticeSeverity.Error => "P2",
        NoticeSeverity.Warning => "P3",
        _ => "P5",
    };
}
