namespace Steadfast.Functions.Retention;

/// <summary>Kind of a history that has ended.</summary>
public enum EndedKind
{
    /// <summary>An alert that was taken in.</summary>
    Alert,

    /// <summary>An incident that ended without an action.</summary>
    IdleIncident,

    /// <summary>Anything else: an incident that acted or whose actions are not known, a notice, evidence.</summary>
    Other,
}

/// <summary>A history that has ended.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is of.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
public sealed record Ended(string Id, EndedKind Kind, DateTimeOffset CreatedAt, DateTimeOffset EndedAt);

/// <summary>Decides which histories are purged. Pure. What has not ended is never asked about.</summary>
public static class RetentionPolicy
{
    /// <summary>
    /// However many there are, what ended within this time is kept: Azure sends an alert again for minutes, and the watchdog asks whether
    /// one came.
    /// </summary>
    public static readonly TimeSpan AlwaysKept = TimeSpan.FromMinutes(15);

    /// <summary>Tells whether it ended so long ago that nobody wants it any more.</summary>
    public static bool IsOld(DateTimeOffset endedAt, RetentionOptions options, DateTimeOffset now) => endedAt < now - options.KeepFor;

    /// <summary>Selects what is more than is kept of its kind, the oldest first.</summary>
    public static IReadOnlyList<string> Surplus(IEnumerable<Ended> ended, RetentionOptions options, DateTimeOffset now) =>
    [
        .. ended.Where(one => one.Kind != EndedKind.Other)
            .GroupBy(one => one.Kind)
            .SelectMany(
                kind => kind.OrderByDescending(one => one.CreatedAt).ThenBy(one => one.Id, StringComparer.Ordinal).Skip(options.KeepAtMost))
            .Where(one => one.EndedAt < now - AlwaysKept)
            .OrderBy(one => one.CreatedAt)
            .Select(one => one.Id),
    ];
}
