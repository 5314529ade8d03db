using System.Collections.Concurrent;
using System.Globalization;

namespace Steadfast.Local.Stack.Traffic;

/// <summary>
/// The outside client that keeps count: it writes numbered notes at a constant rate and remembers which ones were acknowledged, where no
/// fault of the database can reach. Afterwards what is stored is compared with that. It may read at a constant rate as well.
/// </summary>
public sealed class NotesClient : IAsyncDisposable
{
    private readonly NotesOptions _options;
    private readonly ConcurrentDictionary<int, DateTimeOffset> _acknowledged = new();
    private readonly TrafficClient _writes;
    private readonly TrafficClient? _reads;

    private NotesClient(NotesOptions options)
    {
        _options = options;
        _writes = TrafficClient.Start(Traffic(options.Target, options.WritesPerSecond) with { Ended = options.WriteEnded }, WriteAsync);
        _reads = options.ReadsPerSecond > 0
            ? TrafficClient.Start(Traffic(new Uri(options.Target, "?limit=20"), options.ReadsPerSecond))
            : null;
    }

    /// <summary>Notes that were acknowledged so far.</summary>
    public int Acknowledged => _acknowledged.Count;

    /// <summary>Times of each of them.</summary>
    public IReadOnlyCollection<DateTimeOffset> AcknowledgedAt => [.. _acknowledged.Values];

    /// <summary>Report of its reads; null without reads.</summary>
    /// <param name="from">Leaves out what was sent before.</param>
    public TrafficReport? Read(DateTimeOffset? from = null) => _reads?.Report(from);

    /// <summary>Starts writing and reading.</summary>
    /// <exception cref="ArgumentException">Settings are out of range; the message names them all.</exception>
    public static NotesClient Start(NotesOptions options)
    {
        if (options.Run.Length is < 1 or > 40 || !options.Run.All(static each => char.IsAsciiLetterOrDigit(each) || each == '-'))
        {
            throw new ArgumentException($"Run is {options.Run}; it must be 1 to 40 letters, digits and dashes.");
        }

        return new NotesClient(options);
    }

    /// <summary>Texts of the notes that had been acknowledged by a moment; null: all so far.</summary>
    public IReadOnlySet<string> AcknowledgedTexts(DateTimeOffset? by = null) => _acknowledged
        .Where(each => by is null || each.Value <= by)
        .Select(each => NoteNumbers.TextOf(_options.Run, each.Key))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Time when the first of some notes was acknowledged; null when none of them was.</summary>
    /// <param name="numbers">Their numbers.</param>
    public DateTimeOffset? AcknowledgedAtOf(IEnumerable<int> numbers) =>
        numbers.Where(_acknowledged.ContainsKey).Select(number => (DateTimeOffset?)_acknowledged[number]).Min();

    /// <summary>Tells whether a note is one of this client's.</summary>
    /// <param name="text">Its text.</param>
    public bool IsOwn(string text) => text.StartsWith(NoteNumbers.Prefix(_options.Run), StringComparison.Ordinal);

    /// <summary>Begins no more writes or reads and waits for those under way, repetitions included.</summary>
    public Task StopAsync() => Task.WhenAll(_writes.StopAsync(), _reads?.StopAsync() ?? Task.CompletedTask);

    /// <summary>Compares what was acknowledged with what is stored, and says how the client fared.</summary>
    /// <param name="stored">Texts of all notes that are stored; those of others are left out.</param>
    /// <param name="from">Leaves requests that were sent before this moment out of the figures, for example before a fault; not out of the
    /// comparison.</param>
    public NotesReport Report(IEnumerable<string> stored, DateTimeOffset? from = null)
    {
        var comparison = NoteNumbers.Compare(_options.Run, [.. _acknowledged.Keys], stored);
        var (gap, backAt) = NoteNumbers.LongestGap(_acknowledged.Values, from);
        return new(comparison, gap, backAt, _writes.Report(from), _reads?.Report(from));
    }

    /// <summary>Stops as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private TrafficOptions Traffic(Uri target, int rate) =>
        new(target, rate) { Timeout = _options.Timeout, Duration = _options.Duration, Clock = _options.Clock, Cookie = _options.Cookie };

    private async Task<HttpExchange.Result> WriteAsync(int number)
    {
        string text = NoteNumbers.TextOf(_options.Run, number);
        var exchange = HttpExchange.Post(
            _options.Target, text, string.Create(CultureInfo.InvariantCulture, $$"""{"text":"{{text}}"}"""), _options.Timeout,
            _options.Clock, _options.Cookie);
        long started = _options.Clock.GetTimestamp();
        var result = await exchange.RunAsync();
        // The key is the same each time, so a write that was stored although its answer was lost is not stored twice.
        while (result.Outcome != TrafficOutcome.Good && MayRetry(started))
        {
            await Task.Delay(_options.RetryPause, _options.Clock);
            result = await exchange.RunAsync();
        }

        if (result.Outcome == TrafficOutcome.Good)
        {
            _acknowledged[number] = _options.Clock.GetUtcNow();
        }

        return result with { Took = _options.Clock.GetElapsedTime(started) };
    }

    private bool MayRetry(long started) =>
        _options.Clock.GetElapsedTime(started) + _options.RetryPause < _options.RetryFor;
}
