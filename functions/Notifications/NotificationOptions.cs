using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Notifications;

/// <summary>Where notices go. App settings <c>Notifications__*</c>.</summary>
public sealed record NotificationOptions : IValidatableObject
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Notifications";

    /// <summary>
    /// Address that notices are posted to; empty for none, then they are kept and shown only. Its path or query often is a secret: on Azure it
    /// is a Key Vault reference, and it is never logged.
    /// </summary>
    public string WebhookUrl { get; init; } = "";

    /// <summary>How long one delivery may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the second try; it doubles up to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a notice is tried before it goes to the dead letters. Default 8, in about 10 min.</summary>
    [Range(1, 20)]
    public int Attempts { get; init; } = 8;

    /// <summary>
    /// How long notices of one cause are collected after the first, which goes out at once; then they are told as one, with their number. Zero: each by
    /// itself. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan GroupFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WebhookUrl.Length > 0 && !(Uri.TryCreate(WebhookUrl, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback)))
        {
            yield return new("Notifications__WebhookUrl must be an absolute https address, or empty.", [nameof(WebhookUrl)]);
        }
    }
}
