using Steadfast.Local.Stack.Traffic;

namespace Steadfast.Local.Scenarios.Pages;

/// <summary>Figures of what clients go through, in parts of half a second. The last minutes are kept. Safe to use from any thread.</summary>
/// <param name="clock">Clock of the parts.</param>
public sealed class ClientTape(TimeProvider clock)
{
    /// <summary>Length of a part, in milliseconds.</summary>
    internal const int PartLength = 500;

    private const int Kept = 360;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, OpenPart> _parts = [];
    private TapeSeries _requests = new();
    private TapeSeries _writes = new();
    private NotesClient? _writer;
    private int _acknowledgedBefore;

    /// <summary>The client whose writes are compared with what is stored; null before the first.</summary>
    internal NotesClient? Writer => Volatile.Read(ref _writer);

    /// <summary>Number of acknowledged writes that are not stored, and when that was found out; null before the first comparison.</summary>
    internal LostWrites? Lost { get; private set; }

    /// <summary>A request for the page has ended.</summary>
    public void Request(TrafficSample sample) => Add(sample, _requests, static part => part.Requests);

    /// <summary>A write has ended.</summary>
    public void Write(TrafficSample sample) => Add(sample, _writes, static part => part.Writes);

    /// <summary>From now on this client is the one whose writes are compared with what is stored. What another had acknowledged stays in the sum.</summary>
    public void Follow(NotesClient writer)
    {
        lock (_gate)
        {
            _acknowledgedBefore += _writer?.Acknowledged ?? 0;
            Volatile.Write(ref _writer, writer);
        }
    }

    /// <summary>Begins anew, with another stack: nothing of what was seen before counts.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            (_requests, _writes, _acknowledgedBefore, Lost) = (new(), new(), 0, null);
            Volatile.Write(ref _writer, null);
        }
    }

    /// <summary>So many acknowledged writes of a client are not stored.</summary>
    internal void Compared(NotesClient writer, int lost)
    {
        lock (_gate)
        {
            if (writer == _writer)
            {
                Lost = new(lost, clock.GetUtcNow());
            }
        }
    }

    /// <summary>The sums so far, and the parts that have ended after one.</summary>
    /// <param name="after">Number of the last part that the caller has; 0 for none.</param>
    internal TapeReading Read(long after)
    {
        lock (_gate)
        {
            long current = NumberOf(clock.GetUtcNow());
            TapePart[] parts = [.. _parts.Where(part => part.Key > after && part.Key < current).Select(part => part.Value.Close(part.Key))];
            return new(_requests.Sum(), _writes.Sum(), _acknowledgedBefore + (_writer?.Acknowledged ?? 0), Lost, parts);
        }
    }

    private void Add(TrafficSample sample, TapeSeries series, Func<OpenPart, OpenSeries> choose)
    {
        lock (_gate)
        {
            series.Add(sample);
            // By the present, not by the end of the request: a part that has been read does not change any more.
            long number = NumberOf(clock.GetUtcNow());
            if (!_parts.TryGetValue(number, out OpenPart? part))
            {
                _parts[number] = part = new();
                while (_parts.Count > Kept)
                {
                    _parts.Remove(_parts.Keys.First());
                }
            }

            choose(part).Add(sample);
        }
    }

    private static long NumberOf(DateTimeOffset moment) => moment.ToUnixTimeMilliseconds() / PartLength;

    private sealed class OpenPart
    {
        public OpenSeries Requests { get; } = new();

        public OpenSeries Writes { get; } = new();

        public TapePart Close(long number) =>
            new(number, Requests.Good, Requests.Failed, Requests.Percentile(50), Requests.Percentile(99), Writes.Good, Writes.Failed, Writes.Percentile(99));
    }

    private sealed class OpenSeries
    {
        private readonly List<int> _took = [];

        public int Good => _took.Count;

        public int Failed { get; private set; }

        public void Add(TrafficSample sample)
        {
            if (sample.Failure is null)
            {
                _took.Add((int)sample.Took.TotalMilliseconds);
            }
            else
            {
                Failed++;
            }
        }

        public int? Percentile(int percent)
        {
            _took.Sort();
            return _took.Count == 0 ? null : _took[(int)Math.Ceiling(_took.Count * percent / 100.0) - 1];
        }
    }
}
