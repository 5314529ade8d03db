namespace Steadfast.Local.Stack.Traffic;

/// <summary>Compares what was acknowledged with what is stored.</summary>
/// <param name="Acknowledged">How many notes were acknowledged.</param>
/// <param name="Lost">Numbers that were acknowledged and are not stored.</param>
/// <param name="Duplicated">Numbers that are stored more than once, acknowledged or not.</param>
/// <param name="StoredUnacknowledged">How many are stored although the client saw the write fail. That is allowed: the answer was lost, not
/// the note.</param>
public sealed record NotesComparison(int Acknowledged, IReadOnlyList<int> Lost, IReadOnlyList<int> Duplicated, int StoredUnacknowledged);

/// <summary>Findings of the counting client.</summary>
/// <param name="Notes">The comparison.</param>
/// <param name="LongestWriteGap">
/// The longest time without one acknowledged write, from the chosen moment or the first acknowledgement to the last one. Unlike an outage
/// it counts when no write failed as well: with repetitions a write waits instead of failing.
/// </param>
/// <param name="WritesBackAt">The acknowledgement that ended that time; null when there was none.</param>
/// <param name="Writes">How its writes fared; a write that was sent again counts once, with the time of all attempts.</param>
/// <param name="Reads">How its reads fared; null without reads.</param>
public sealed record NotesReport(
    NotesComparison Notes, TimeSpan LongestWriteGap, DateTimeOffset? WritesBackAt, TrafficReport Writes, TrafficReport? Reads);
