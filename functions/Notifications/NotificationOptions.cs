using System.ComponentModel.DataAnnotations;

namespace Steadfast.Functions.Notifications;

/// <summary>Names the receivers of notices. App settings <c>Notifications__*</c>.</summary>
public sealed record NotificationOptions : IValidatableObject
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Notifications";

    /// <summary>
    /// Gets the address that notices are posted to; empty for none, then they are kept and shown only. PagerDuty and Opsgenie need none but
    /// for an account in the EU. Its path or query often is a secret: on Azure it is a Key Vault reference, and it is never logged.
    /// </summary>
    public string WebhookUrl { get; init; } = "";

    /// <summary>Gets the shape of what is posted: Json (default), Teams, Slack, PagerDuty or Opsgenie.</summary>
    public string Format { get; init; } = nameof(NoticeFormat.Json);

    /// <summary>
    /// Gets the integration key of PagerDuty (routing key), or of an API integration of Opsgenie. A secret: on Azure it is a Key Vault
    /// reference, and it is never logged.
    /// </summary>
    public string Key { get; init; } = "";

    /// <summary>
    /// Gets the receivers beside this one, each with a format of its own: <c>NAME=FORMAT ADDRESS</c>, <c>NAME=FORMAT KEY</c> or, for
    /// PagerDuty and Opsgenie elsewhere, <c>NAME=FORMAT ADDRESS KEY</c>, with <c>|</c> between them. Empty (default): none. A secret: on
    /// Azure it is a Key Vault reference, and it is never logged.
    /// </summary>
    public string More { get; init; } = "";

    /// <summary>
    /// Gets the address of the console in the links of notices. Empty (default): the app's own name, which App Service knows.
    /// </summary>
    public string ConsoleUrl { get; init; } = "";

    /// <summary>Gets the time that one delivery may take. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the pause before the second try; it doubles up to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Gets the number of tries of a notice before it goes to the dead letters. Default 20, in about 70 min: whoever is to be woken must be,
    /// also when the service that wakes people was away for an hour.
    /// </summary>
    [Range(1, 50)]
    public int Attempts { get; init; } = 20;

    /// <summary>
    /// Gets how long notices of one cause are collected after the first, which goes out at once; then they are told as one, with their
    /// number. Zero: each by itself. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:15:00")]
    public TimeSpan GroupFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets the first receiver.</summary>
    internal NoticeTarget First => new("", Format, WebhookUrl, Key);

    /// <summary>Gets the receivers beside it.</summary>
    internal IReadOnlyList<NoticeTarget> Further => FurtherReceivers.Read(More);

    /// <summary>Finds the receiver of a name; null when it is not configured any more.</summary>
    /// <param name="name">Its name; empty for the first.</param>
    internal NoticeTarget? Find(string name)
    {
        if (name.Length == 0)
        {
            return First;
        }

        return Further.FirstOrDefault(target => target.Name == name);
    }

    /// <summary>
    /// Tells how long notices like one are collected for a receiver. What wakes people comes one by one, so that each incident has its own
    /// key and its end resolves it; these services group by themselves.
    /// </summary>
    internal TimeSpan GroupForLike(Notice notice, NoticeTarget target)
    {
        if (target.WakesPeople && !notice.CanWait)
        {
            return TimeSpan.Zero;
        }

        return GroupFor;
    }

    /// <summary>Names the type, and never shows the address or the key.</summary>
    public override string ToString() => nameof(NotificationOptions);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (problem, member) in First.Problems())
        {
            yield return new(problem, [member]);
        }

        foreach (string problem in FurtherReceivers.Problems(More))
        {
            yield return new(problem, [nameof(More)]);
        }

        if (ConsoleUrl.Length > 0 && !NoticeTarget.IsAddress(ConsoleUrl))
        {
            yield return new(
                "Notifications__ConsoleUrl must be an absolute https address such as https://HOST/api/console, or empty.",
                [nameof(ConsoleUrl)]);
        }
    }
}
