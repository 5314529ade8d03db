namespace Steadfast.Functions.Notifications;

/// <summary>One receiver of notices, as it is configured.</summary>
/// <param name="Name">Its name; empty for the first.</param>
/// <param name="Format">Shape of what it is sent.</param>
/// <param name="WebhookUrl">Address that notices are posted to; empty for that of the service. A secret as often as not.</param>
/// <param name="Key">Key of an integration; empty for none. A secret.</param>
internal sealed record NoticeTarget(string Name, string Format, string WebhookUrl, string Key)
{
    private const string Formats = "Json, Teams, Slack, PagerDuty or Opsgenie";
    private const string Unresolved = "@Microsoft.KeyVault(";

    /// <summary>The shape.</summary>
    public NoticeFormat Shape => HasFormat ? Enum.Parse<NoticeFormat>(Format, ignoreCase: true) : NoticeFormat.Json;

    /// <summary>The receiver of notices; null when nobody receives any.</summary>
    public Uri? Address => (WebhookUrl, Shape) switch
    {
        ({ Length: > 0 }, _) => new(WebhookUrl),
        (_, NoticeFormat.PagerDuty) => new(PagerDutyEvent.DefaultAddress),
        (_, NoticeFormat.Opsgenie) => new(OpsgenieAlert.DefaultAddress),
        _ => null,
    };

    /// <summary>True when it wakes somebody: such services group by themselves.</summary>
    public bool WakesPeople => Shape is NoticeFormat.PagerDuty or NoticeFormat.Opsgenie;

    // What the settings are called: those of the first stand by themselves, those of another in one text.
    private string FormatName => Name.Length == 0 ? "Notifications__Format" : "its format";

    private string AddressName => Name.Length == 0 ? "Notifications__WebhookUrl" : "its address";

    private string KeyName => Name.Length == 0 ? "Notifications__Key" : "its key";

    private bool HasFormat => Enum.GetNames<NoticeFormat>().Contains(Format, StringComparer.OrdinalIgnoreCase);

    /// <summary>Never shows the address or the key.</summary>
    public override string ToString() => Name.Length == 0 ? "the first receiver" : $"receiver {Name}";

    /// <summary>Says what does not go together, each with the fix.</summary>
    public IEnumerable<(string Problem, string Member)> Problems()
    {
        if (!HasFormat)
        {
            yield return ($"{FormatName} must be {Formats}.", nameof(Format));
        }

        if (WebhookUrl.Length > 0 && !IsAddress(WebhookUrl))
        {
            yield return ($"{AddressName} must be an absolute https address, or empty.", nameof(WebhookUrl));
        }

        // The first may have none, and then nobody is told.
        if (WebhookUrl.Length == 0 && (Shape is NoticeFormat.Teams or NoticeFormat.Slack || (Name.Length > 0 && HasFormat && !WakesPeople)))
        {
            yield return ($"{FormatName} {Shape} needs an address: set {AddressName} to that of its webhook.", nameof(WebhookUrl));
        }

        if (ProblemOfKey() is { } problem)
        {
            yield return (problem, nameof(Key));
        }
    }

    /// <summary>True for an https address, and for one of this machine.</summary>
    public static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || (url.IsLoopback && url.Scheme == Uri.UriSchemeHttp));

    private string? ProblemOfKey()
    {
        if (Key.StartsWith(Unresolved, StringComparison.Ordinal))
        {
            return $"{KeyName} is a Key Vault reference that was not resolved: let the app's identity read the secret, and see that it exists.";
        }

        return (WakesPeople, Key.Length) switch
        {
            (true, 0) => $"{FormatName} {Shape} needs a key: set {KeyName} to the one of its integration.",
            (true, _) when Key.Any(sign => sign is <= ' ' or > '~') => $"{KeyName} must be the key alone, without spaces.",
            (false, > 0) => $"{KeyName} is for PagerDuty and Opsgenie: set {FormatName} to one of them, or leave the key empty.",
            _ => null,
        };
    }
}
