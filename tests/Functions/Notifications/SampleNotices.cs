using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Notices as they may come: of each kind, with every field and with none, hostile, and the longest.</summary>
internal static class SampleNotices
{
    public const string Console = "https://func-a.azurewebsites.net/api/console";
    public const string Key = "0123456789abcdef0123456789abcdef";

    // Mentions, links, Markdown, functions of cards, markup, quotes, half a surrogate pair's neighbours, and marks that join into one character.
    public const string Hostile = "<!channel> <https://evil.example|here> *b* _i_ [x](https://evil.example) {{DATE(2026-01-01)}} ${x} <script>alert('1')</script> \"&amp; 👩‍👩‍👧 e\u0301 \\";

    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static Notice Escalated { get; } = Of(NoticeKind.Escalated) with
    {
        NextStep = "Read its boot log in the portal.",
        Link = "https://portal.azure.com/#resource/subscriptions/s/resourceGroups/rg",
        Runbook = new("InstanceUnresponsive", "A web server gives no HTTP answer.", "Restarts it.", "`POST /api/instances/{id}/restart`", "POST /api/instances/1/restart", "docs/failure-modes.md#instanceunresponsive"),
    };

    public static IReadOnlyList<Notice> All { get; } =
    [
        .. Enum.GetValues<NoticeKind>().Select(Of),
        Escalated,
        Escalated with { Text = Hostile, Subject = Hostile, NextStep = Hostile, Cause = Hostile },
        .. new[] { "&", "<", "\u0416", "👩‍👩‍👧", "{{", "\u0001", "*" }.Select(Longest),
        Of(NoticeKind.Alert) with { Text = "", Subject = "s", IncidentId = null },
        Of(NoticeKind.Alert) with { Text = " ", Subject = "", Cause = "", IncidentId = null },
    ];

    public static Notice Of(NoticeKind kind) =>
        new($"incident-instance-1-000012-{kind}", kind, "instance 1", $"Person needed: {kind} of instance 1. Evidence: none", Noon, "incident-instance-1-000012") { Cause = "InstanceUnresponsive" };

    private static Notice Longest(string sign)
    {
        string text = string.Concat(Enumerable.Repeat(sign, 20_000));
        return Escalated with
        {
            Id = new string('i', 500),
            IncidentId = new string('i', 400),
            Subject = text,
            Text = text,
            NextStep = text,
            Cause = text,
            Runbook = new(text, text, text, text, text, text),
        };
    }
}
