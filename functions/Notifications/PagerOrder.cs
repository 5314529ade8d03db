namespace Steadfast.Functions.Notifications;

/// <summary>Describes what a notice says of one alert at a service that wakes people.</summary>
/// <param name="Key">Key of the alert.</param>
/// <param name="Step">What becomes of it.</param>
/// <param name="NoticeId">Id of the notice.</param>
/// <param name="Kind">What the notice is about.</param>
/// <param name="At">The moment of the notice, UTC.</param>
public sealed record PagerWord(string Key, PagerStep Step, string NoticeId, NoticeKind Kind, DateTimeOffset At);

/// <summary>
/// Keeps the order of what is said of an alert to a service that wakes people. Each notice is tried for itself, so one that was not taken
/// may be tried after a later one was: what is said then is what the later one says. Pure.
/// </summary>
internal static class PagerOrder
{
    // As many alerts as may be tried at once in a storm of a large tier. What is forgotten is said as it was.
    private const int MaxWords = 500;

    /// <summary>Returns the last words after one more notice.</summary>
    public static IReadOnlyList<PagerWord> After(IReadOnlyList<PagerWord> last, Notice notice)
    {
        IReadOnlyList<PagerWord> words = NoticePolicy.WordsOf(notice);
        return [.. last.Where(known => words.All(word => word.Key != known.Key)).Concat(words).TakeLast(MaxWords)];
    }

    /// <summary>
    /// Returns what is to be said for the words of a notice: each, or what came after it. Where a trigger came after it nothing is said,
    /// because only the notice of that knows what it says; two triggers are one alert anyhow.
    /// </summary>
    /// <param name="last">The last word on each alert, as far as it is known.</param>
    public static IReadOnlyList<PagerWord> Due(IReadOnlyList<PagerWord> words, IReadOnlyList<PagerWord> last) =>
        [.. words.Select(word => Later(word, last) ?? word).Where(due => words.Contains(due) || due.Step != PagerStep.Trigger)];

    /// <summary>Names the first notice that came after one and says something else; null when there is none.</summary>
    public static PagerWord? FirstLater(IReadOnlyList<PagerWord> words, IReadOnlyList<PagerWord> last) =>
        words.Select(word => Later(word, last)).FirstOrDefault(later => later is not null);

    // A delivery may begin before the storage shows its own word as the last: an earlier one must not be taken for a later.
    private static PagerWord? Later(PagerWord word, IReadOnlyList<PagerWord> last) => last.FirstOrDefault(
        known => known.Key == word.Key && known.NoticeId != word.NoticeId && known.Step != word.Step && known.At >= word.At);
}
