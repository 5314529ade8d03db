namespace Steadfast.Local.Stack.Traffic;

/// <summary>
/// Service that the outside client was given. All figures are about the requests sent at or after the chosen moment that have ended.
/// </summary>
public sealed record TrafficReport
{
    /// <summary>Requests that have ended.</summary>
    public required int Total { get; init; }

    /// <summary>Those that did not end <see cref="TrafficOutcome.Good"/>.</summary>
    public required int Failed { get; init; }

    /// <summary>Failed requests by kind, for example <c>Refused</c>, <c>Timeout</c> or <c>Status 503</c>.</summary>
    public required IReadOnlyDictionary<string, int> FailuresByKind { get; init; }

    /// <summary>Time at which the first failed request was sent; null when none failed.</summary>
    public required DateTimeOffset? FirstFailureAt { get; init; }

    /// <summary>Time at which the last failed request was sent; null when none failed.</summary>
    public required DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>
    /// The longest time without one good answer. It runs from the end of one good answer to the end of the next, whichever request
    /// they belong to; the first such gap begins at the chosen moment (or at the first request), the last one ends with the last
    /// request that has ended. A gap counts only when a failed request was sent or ended in it. Zero when nothing failed.
    /// </summary>
    public required TimeSpan LongestOutage { get; init; }

    /// <summary>From the sending of the first failed request to the end of the last failed one; zero when nothing failed.</summary>
    public required TimeSpan Impaired { get; init; }

    /// <summary>Half of the good answers took no longer; zero when there was none.</summary>
    public required TimeSpan P50 { get; init; }

    /// <summary>99 of 100 good answers took no longer; zero when there was none.</summary>
    public required TimeSpan P99 { get; init; }

    /// <summary>Good answers by the instance that gave them; <c>(unnamed)</c> without an <c>X-Served-By</c> header.</summary>
    public required IReadOnlyDictionary<string, int> ServedBy { get; init; }

    /// <summary>Time at which the first good answer of each instance ended, by instance.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> FirstGoodAt { get; init; }

    /// <summary>Time at which the last good answer of each instance ended, by instance.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> LastGoodAt { get; init; }

    /// <summary>
    /// Of the whole run: how late the client sent a request compared with its own schedule, at worst. When this is not small
    /// against the other figures, the machine was too busy for them to mean much.
    /// </summary>
    public required TimeSpan WorstLag { get; init; }
}
