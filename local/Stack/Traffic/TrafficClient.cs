namespace Steadfast.Local.Stack.Traffic;

/// <summary>
/// The outside client that figures are taken from. It sends at a constant rate by its own schedule, so a slow or dead server
/// does not make it send less, and each request uses a TCP connection of its own. Stops by itself at its bounds.
/// </summary>
public sealed class TrafficClient : IAsyncDisposable
{
    private readonly TrafficOptions _options;
    private readonly Func<int, Task<HttpExchange.Result>> _send;
    private readonly TrafficLog _log = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _start;
    private readonly DateTimeOffset _startedAt;
    private Task _sending = Task.CompletedTask;
    private int _open = 1;
    private long _worstLagTicks;

    private TrafficClient(TrafficOptions options, Func<int, Task<HttpExchange.Result>> send)
    {
        options.Validate();
        _options = options;
        _send = send;
        _start = options.Clock.GetTimestamp();
        _startedAt = options.Clock.GetUtcNow();
    }

    /// <summary>Completes when the last request has ended, after <see cref="StopAsync"/> or at a bound.</summary>
    public Task Finished => _drained.Task;

    /// <summary>Requests sent and not yet ended.</summary>
    public int InFlight => Math.Max(0, Volatile.Read(ref _open) - (_sending.IsCompleted ? 0 : 1));

    /// <summary>Starts sending.</summary>
    /// <exception cref="ArgumentException">Settings are out of range; the message names them all.</exception>
    public static TrafficClient Start(TrafficOptions options)
    {
        options.Validate();
        var exchange = HttpExchange.Get(options.Target, options.Timeout, options.Clock, options.Cookie);
        return Start(options, _ => exchange.RunAsync());
    }

    /// <summary>Starts sending what the caller makes of each number, counted from 0.</summary>
    internal static TrafficClient Start(TrafficOptions options, Func<int, Task<HttpExchange.Result>> send)
    {
        var client = new TrafficClient(options, send);
        client._sending = Task.Run(client.SendAsync);
        return client;
    }

    /// <summary>
    /// The figures so far. <paramref name="from"/> leaves out the requests sent before that moment, for example before a fault.
    /// </summary>
    public TrafficReport Report(DateTimeOffset? from = null)
    {
        var (requests, names) = _log.Snapshot();
        var since = from is { } moment && moment > _startedAt ? moment - _startedAt : TimeSpan.Zero;
        return TrafficFigures.Of(requests, since, _startedAt, names, new TimeSpan(Interlocked.Read(ref _worstLagTicks)));
    }

    /// <summary>Sends no more, waits for the requests under way (at most the time-out) and returns the figures.</summary>
    public async Task<TrafficReport> StopAsync()
    {
        await _stopping.CancelAsync();
        await _drained.Task;
        return Report();
    }

    /// <summary>Stops as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task SendAsync()
    {
        for (int sent = 0; sent < _options.MaxRequests && !_stopping.IsCancellationRequested; sent++)
        {
            var due = TimeSpan.FromSeconds((double)sent / _options.RatePerSecond);
            if (due >= _options.Duration || !await WaitUntilAsync(due))
            {
                break;
            }

            _ = SendOneAsync(sent);
        }

        Leave();
    }

    /// <summary>
    /// False when the client was stopped meanwhile. Being late is not made up for by sending less: the next ones follow at once.
    /// </summary>
    private async Task<bool> WaitUntilAsync(TimeSpan due)
    {
        TimeSpan now;
        while ((now = Now) < due)
        {
            try
            {
                await Task.Delay(due - now, _options.Clock, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        if ((now - due).Ticks > Interlocked.Read(ref _worstLagTicks))
        {
            Interlocked.Exchange(ref _worstLagTicks, (now - due).Ticks);
        }

        return true;
    }

    private async Task SendOneAsync(int number)
    {
        Interlocked.Increment(ref _open);
        var sentAt = Now;
        HttpExchange.Result result = await _send(number);
        _log.Add(sentAt, result);
        _options.Ended?.Invoke(TrafficSample.Of(result, _options.Clock.GetUtcNow()));
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _drained.TrySetResult();
        }
    }

    private TimeSpan Now => _options.Clock.GetElapsedTime(_start);
}
