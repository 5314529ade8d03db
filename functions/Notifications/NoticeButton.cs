namespace Steadfast.Functions.Notifications;

/// <summary>Carries a link that a notice offers.</summary>
/// <param name="Title">Label of the button.</param>
internal sealed record NoticeButton(string Title, string Address)
{
    // The longest that Slack takes; a longer one is left out, for half an address leads nowhere.
    private const int MaxAddress = 3_000;

    /// <summary>Lists the links of a notice, as far as they are known.</summary>
    public static IReadOnlyList<NoticeButton> Of(Notice notice) =>
    [
        .. Known(notice.IncidentId is null ? "Open the console" : "Open the incident", notice.Console),
        .. Known("Report", notice.Report),
        .. Known("Azure portal", notice.Link),
    ];

    private static IEnumerable<NoticeButton> Known(string title, string? address)
    {
        if (address is { Length: <= MaxAddress })
        {
            yield return new(title, address);
        }
    }
}
