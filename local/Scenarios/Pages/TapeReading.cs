using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Figures of the clients at one moment.</summary>
/// <param name="Requests">Requests for the page.</param>
/// <param name="Writes">Writes.</param>
/// <param name="Acknowledged">Number of writes that were acknowledged.</param>
/// <param name="Lost">How many of them are not stored; null before the first comparison.</param>
/// <param name="Parts">Parts that the reader does not have yet, oldest first.</param>
internal sealed record TapeReading(TapeSum Requests, TapeSum Writes, int Acknowledged, LostWrites? Lost, IReadOnlyList<TapePart> Parts);

/// <summary>Half a second of the clients. Times are milliseconds; null when nothing was answered well.</summary>
/// <param name="Number">Its number: half seconds since 1970.</param>
/// <param name="Good">Requests answered well.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="P50">Time within which half of the good answers came.</param>
/// <param name="P99">The same for 99 of 100.</param>
/// <param name="Written">Writes acknowledged.</param>
/// <param name="Unwritten">Writes that failed.</param>
/// <param name="WriteP99">Time within which 99 of 100 writes were acknowledged.</param>
internal sealed record TapePart(long Number, int Good, int Failed, int? P50, int? P99, int Written, int Unwritten, int? WriteP99);

/// <summary>Sum of one kind of request.</summary>
/// <param name="Total">Requests that have ended.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Kinds">Failed requests by kind.</param>
/// <param name="LongestGap">The longest time without a good answer in which a request failed, in milliseconds.</param>
internal sealed record TapeSum(int Total, int Failed, IReadOnlyDictionary<string, int> Kinds, long LongestGap);

/// <summary>Result of a comparison of what was acknowledged with what is stored.</summary>
/// <param name="Count">Number of acknowledged writes that are not stored.</param>
/// <param name="At">Time of the comparison.</param>
internal sealed record LostWrites(int Count, DateTimeOffset At);

/// <summary>Counts one kind of request as it goes.</summary>
internal sealed class TapeSeries
{
    private const int MostKinds = 20;

    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private DateTimeOffset? _lastGood;
    private bool _hasFailed;
    private int _total;
    private int _failed;
    private TimeSpan _longest;

    public void Add(TrafficSample sample)
    {
        _total++;
        if (sample.Failure is { } kind)
        {
            _failed++;
            _hasFailed = true;
            string name = _kinds.Count < MostKinds || _kinds.ContainsKey(kind) ? kind : "other";
            _kinds[name] = _kinds.GetValueOrDefault(name) + 1;
            return;
        }

        // Only a gap in which something failed: a client that was not there has not been let down.
        TimeSpan gap = _hasFailed && _lastGood is { } last ? sample.EndedAt - last : TimeSpan.Zero;
        _longest = gap > _longest ? gap : _longest;
        (_lastGood, _hasFailed) = (sample.EndedAt, false);
    }

    public TapeSum Sum() => new(_total, _failed, new Dictionary<string, int>(_kinds), (long)_longest.TotalMilliseconds);
}
