using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Steadfast.Functions.Notifications;

/// <summary>Names the step that a notice means for a service that wakes people.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PagerStep>))]
public enum PagerStep
{
    /// <summary>Nobody is woken for it.</summary>
    None,

    /// <summary>A person is needed.</summary>
    Trigger,

    /// <summary>A person is at work on it.</summary>
    Acknowledge,

    /// <summary>No person is needed any more.</summary>
    Resolve,
}

/// <summary>Says how urgent a notice is, what it means for a service that wakes people, and under which key. Pure.</summary>
internal static class NoticePolicy
{
    /// <summary>Limits a headline: what Opsgenie takes.</summary>
    public const int MaxHeadline = 130;

    // PagerDuty takes keys of 255 characters, Opsgenie of 512.
    private const int MaxKey = 255;

    /// <summary>Says how urgent a notice is.</summary>
    public static NoticeSeverity SeverityOf(Notice notice) => notice.Kind switch
    {
        NoticeKind.Escalated => NoticeSeverity.Critical,
        NoticeKind.ApprovalNeeded or NoticeKind.RefusedForLong or NoticeKind.AlertPathSilent or NoticeKind.InstancesMissing =>
            NoticeSeverity.Error,
        NoticeKind.Closed when notice.NextStep is null => NoticeSeverity.Info,
        NoticeKind.Acknowledged or NoticeKind.ReleaseAbandonedIncident => NoticeSeverity.Info,
        _ when notice.IsOver => NoticeSeverity.Info,
        _ => NoticeSeverity.Warning,
    };

    /// <summary>
    /// Decides which step a notice means for a service that wakes people. An incident that the automation repairs wakes nobody; one that
    /// ends without need of a person resolves what it triggered, and so does what is over.
    /// </summary>
    public static PagerStep StepOf(Notice notice) => notice switch
    {
        { CanWait: true } or { Kind: NoticeKind.Opened } => PagerStep.None,
        { Kind: NoticeKind.Acknowledged } => PagerStep.Acknowledge,
        { Kind: NoticeKind.Closed, NextStep: null } or { IsOver: true } => PagerStep.Resolve,
        _ => PagerStep.Trigger,
    };

    /// <summary>Lists what a notice means for a service that wakes people, in order; nothing when nobody is woken for it.</summary>
    public static IReadOnlyList<PagerWord> WordsOf(Notice notice)
    {
        PagerStep step = StepOf(notice);
        PagerWord word = new(KeyOf(notice), step, notice.Id, notice.Kind, notice.At);
        return (step, notice.Kind) switch
        {
            (PagerStep.None, _) => [],
            (_, NoticeKind.Escalated) => [word with { Step = PagerStep.Resolve }, word with { Key = KeyOfHandOver(notice) }],
            _ => [word],
        };
    }

    /// <summary>
    /// Makes the key of what a notice is about: the one that it names, or that of its incident, so that its end resolves what it
    /// triggered; else its own.
    /// </summary>
    public static string KeyOf(Notice notice) => Bounded(LongKeyOf(notice));

    /// <summary>
    /// Makes the key of the alert after the end of an incident that was handed over. It is another one: under the old key an alert that
    /// somebody has acknowledged would wake nobody again. A hand-over that repeats another has the key of that: whoever has the
    /// alert is not woken again for the same, and when somebody has closed it, it is opened anew.
    /// </summary>
    public static string KeyOfHandOver(Notice notice) => Bounded($"{notice.RepeatsKey ?? notice.Repeats ?? LongKeyOf(notice)}-escalated");

    /// <summary>Takes the first sentence of a notice, or its beginning.</summary>
    public static string HeadlineOf(Notice notice) => NoticeText.Fit(notice.Text.Split(". ", 2)[0], MaxHeadline);

    private static string LongKeyOf(Notice notice) => notice.Key ?? NoticeKey.In(notice) ?? notice.IncidentId ?? notice.Id;

    private static string Bounded(string key)
    {
        if (key.Length <= MaxKey)
        {
            return key;
        }

        return $"{key[..(MaxKey - 65)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";
    }
}
