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

    /// <summary>Makes the request that says one word of a notice, or what came after it.</summary>
    /// <param name="notice">The notice, completed.</param>
    public static NoticeRequest Of(Notice notice, PagerWord word, Uri address, string key)
    {
        NoticeRequest request = word.Step switch
        {
            PagerStep.Acknowledge => Follow(notice, address, word, "acknowledge"),
            PagerStep.Resolve => Follow(notice, address, word, "close"),
            _ => new(address, Create(notice, word.Key)),
        };
        return request with { Authorization = $"GenieKey {key}" };
    }

    private static NoticeRequest Follow(Notice notice, Uri address, PagerWord word, string action)
    {
        string path = $"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{Uri.EscapeDataString(word.Key)}/{action}";
        // What came after the notice is not said in its words.
        string note = word.NoticeId == notice.Id ? NoticeText.Fit(notice.Text, MaxDescription) : $"{word.Kind}";
        JsonObject body = new() { ["source"] = Source, ["note"] = note };
        return new(new($"{path}?identifierType=alias"), body) { MayBeGone = true };
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
