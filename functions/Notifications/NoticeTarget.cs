namespace Steadfast.Functions.Notifications;

/// <summary>Describes one receiver of notices, as it is configured.</summary>
/// <param name="Name">Its name; empty for the first.</param>
/// <param name="Format">Shape of what it is sent.</param>
/// <param name="WebhookUrl">Address that notices are posted to; empty for that of the service. A secret as often as not.</param>
/// <param name="Key">Key of an integration; empty for none. A secret.</param>
internal sealed record NoticeTarget(string Name, string Format, string WebhookUrl, string Key)
{
    private const string Formats = "Json, Teams, Slack, PagerDuty or Opsgenie";

    /// <summary>Begins a reference to a secret as long as App Service has not put the secret in its place.</summary>
    public const string Unresolved = "@Microsoft.KeyVault(";

    /// <summary>Says what is wrong with such a setting, and the fix.</summary>
    public const string NotResolved =
        "a Key Vault reference that was not resolved: let the app's identity read the secret, and see that it exists.";

    /// <summary>Gets the shape; Json when none of this name is known.</summary>
    public NoticeFormat Shape
    {
        get
        {
            if (!HasFormat)
            {
                return NoticeFormat.Json;
            }

            return Enum.Parse<NoticeFormat>(Format, ignoreCase: true);
        }
    }

    /// <summary>Gets the address that notices are posted to; null when nobody receives any.</summary>
    public Uri? Address => (WebhookUrl, Shape) switch
    {
        ({ Length: > 0 }, _) => new(WebhookUrl),
        (_, NoticeFormat.PagerDuty) => new(PagerDutyEvent.DefaultAddress),
        (_, NoticeFormat.Opsgenie) => new(OpsgenieAlert.DefaultAddress),
        _ => null,
    };

    /// <summary>Tells whether it wakes somebody: such services group by themselves.</summary>
    public bool WakesPeople => Shape is NoticeFormat.PagerDuty or NoticeFormat.Opsgenie;

    // What the settings are called: those of the first stand by themselves, those of another in one text.
    private (string Format, string Address, string Key) SettingNames
    {
        get
        {
            if (Name.Length == 0)
            {
                return ("Notifications__Format", "Notifications__WebhookUrl", "Notifications__Key");
            }

            return ("its format", "its address", "its key");
        }
    }

    private bool HasFormat => Enum.GetNames<NoticeFormat>().Contains(Format, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names the receiver, and never shows the address or the key.</summary>
    public override string ToString() => Name.Length == 0 ? "the first receiver" : $"receiver {Name}";

    /// <summary>Says what does not go together, each with the fix.</summary>
    public IEnumerable<(string Problem, string Member)> Problems()
    {
        if (!HasFormat)
        {
            yield return ($"{SettingNames.Format} must be {Formats}.", nameof(Format));
        }

        if (WebhookUrl.Length > 0 && !IsAddress(WebhookUrl))
        {
            yield return ($"{SettingNames.Address} must be an absolute https address, or empty.", nameof(WebhookUrl));
        }

        // The first may have none, and then nobody is told.
        if (WebhookUrl.Length == 0 && (Shape is NoticeFormat.Teams or NoticeFormat.Slack || (Name.Length > 0 && HasFormat && !WakesPeople)))
        {
            yield return (
                $"{SettingNames.Format} {Shape} needs an address: set {SettingNames.Address} to that of its webhook.", nameof(WebhookUrl));
        }

        if (ProblemOfKey() is { } problem)
        {
            yield return (problem, nameof(Key));
        }
    }

    /// <summary>Accepts an https address, and one of this machine.</summary>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
        && (url.Scheme == Uri.UriSchemeHttps || (url.IsLoopback && url.Scheme == Uri.UriSchemeHttp));

    private string? ProblemOfKey()
    {
        (string formatName, _, string keyName) = SettingNames;
        if (Key.StartsWith(Unresolved, StringComparison.Ordinal))
        {
            return $"{keyName} is {NotResolved}";
        }

        return (WakesPeople, Key.Length) switch
        {
            (true, 0) => $"{formatName} {Shape} needs a key: set {keyName} to the one of its integration.",
            (true, _) when Key.Any(sign => sign is <= ' ' or > '~') => $"{keyName} must be the key alone, without spaces.",
            (false, > 0) => $"{keyName} is for PagerDuty and Opsgenie: set {formatName} to one of them, or leave the key empty.",
            _ => null,
        };
    }
}
