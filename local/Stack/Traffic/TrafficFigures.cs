namespace Steadfast.Local.Stack.Traffic;

/// <summary>Turns requests into figures. Pure, so that every definition is a row in a test.</summary>
internal static class TrafficFigures
{
    /// <summary>
    /// Computes the report over what was sent at or after <paramref name="from"/>; times are counted from <paramref name="startedAt"/>.
    /// </summary>
    public static TrafficReport Of(
        IReadOnlyList<TrafficRequest> all, TimeSpan from, DateTimeOffset startedAt, IReadOnlyList<string> names, TimeSpan worstLag)
    {
        TrafficRequest[] sent = [.. all.Where(each => each.SentAt >= from).OrderBy(static each => each.SentAt)];
        TrafficRequest[] failed = [.. sent.Where(static each => !each.Good)];
        TimeSpan[] times = [.. sent.Where(static each => each.Good).Select(static each => each.Took).Order()];
        return new TrafficReport
        {
            Total = sent.Length,
            Failed = failed.Length,
            FailuresByKind = CountBy(failed, KindOf),
            FirstFailureAt = failed.Length == 0 ? null : startedAt + failed[0].SentAt,
            LastFailureAt = failed.Length == 0 ? null : startedAt + failed[^1].SentAt,
            LongestOutage = LongestOutage(all, sent, failed, from),
            Impaired = failed.Length == 0 ? TimeSpan.Zero : failed.Max(static each => each.EndedAt) - failed[0].SentAt,
            P50 = Percentile(times, 50),
            P99 = Percentile(times, 99),
            ServedBy = CountBy(sent.Where(static each => each.Good), each => names[each.ServedBy]),
            FirstGoodAt = EndsBy(sent, names, startedAt, static ends => ends.Min()),
            LastGoodAt = EndsBy(sent, names, startedAt, static ends => ends.Max()),
            WorstLag = worstLag,
        };
    }

    private static Dictionary<string, DateTimeOffset> EndsBy(
        TrafficRequest[] sent, IReadOnlyList<string> names, DateTimeOffset startedAt, Func<IEnumerable<TimeSpan>, TimeSpan> pick) => sent
        .Where(static each => each.Good)
        .GroupBy(each => names[each.ServedBy], static each => each.EndedAt, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, group => startedAt + pick(group), StringComparer.Ordinal);

    private static string KindOf(TrafficRequest request) =>
        request.Outcome == TrafficOutcome.Status ? $"Status {request.Status}" : request.Outcome.ToString();

    private static Dictionary<string, int> CountBy(IEnumerable<TrafficRequest> requests, Func<TrafficRequest, string> key) =>
        requests.CountBy(key).OrderBy(static each => each.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>The value that <paramref name="percent"/> of the sorted values do not exceed (nearest rank).</summary>
    private static TimeSpan Percentile(TimeSpan[] sorted, int percent) =>
        sorted.Length == 0 ? TimeSpan.Zero : sorted[(int)Math.Ceiling(sorted.Length * percent / 100.0) - 1];

    private static TimeSpan LongestOutage(
        IReadOnlyList<TrafficRequest> all, TrafficRequest[] sent, TrafficRequest[] failed, TimeSpan from)
    {
        if (failed.Length == 0)
        {
            return TimeSpan.Zero;
        }

        TimeSpan begin = from > TimeSpan.Zero ? from : sent[0].SentAt;
        TimeSpan end = sent.Max(static each => each.EndedAt);
        // A good answer counts even when its request was sent before the chosen moment: the client was being served.
        TimeSpan[] edges = [
            .. all.Where(each => each.Good && each.EndedAt > begin).Select(static each => each.EndedAt).Append(end).Order()];
        TimeSpan[] marks = [.. failed.SelectMany(static each => new[] { each.SentAt, each.EndedAt }).Order()];

        var longest = TimeSpan.Zero;
        int mark = 0;
        foreach (var edge in edges)
        {
            while (mark < marks.Length && marks[mark] < begin)
            {
                mark++;
            }

            if (mark < marks.Length && marks[mark] <= edge && edge - begin > longest)
            {
                longest = edge - begin;
            }

            begin = edge;
        }

        return longest;
    }
}
