using System.Net;
using System.Net.Sockets;

namespace Steadfast.Local.Stack.Balancer;

/// <summary>
/// A TCP load balancer with Azure's rules: HTTP probes of which only status 200 counts, new flows only to back ends that are up,
/// flows that exist live on, the 5-tuple decides where a flow goes, no second try on another back end, reset when nobody is up.
/// A back end that falls silent is left after at most (threshold + 1) probe intervals, one that refuses after threshold intervals.
/// </summary>
public sealed class LoadBalancer : IAsyncDisposable
{
    private readonly LoadBalancerOptions _options;
    private readonly BackendPool _pool;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly OpenFlows _flows;
    private readonly Prober _prober;
    private readonly Meter _meter;
    private Task _background = Task.CompletedTask;
    private long _handlerFailures;
    private bool _started;

    /// <summary>Takes the front-end address; nothing is accepted before <see cref="Start"/>.</summary>
    /// <exception cref="ArgumentException">Settings are out of range; the message names them all.</exception>
    /// <exception cref="SocketException">The address is in use.</exception>
    public LoadBalancer(LoadBalancerOptions options)
    {
        options.Validate();
        _listener = new Socket(options.Frontend.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(options.Frontend);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Frontend = (IPEndPoint)_listener.LocalEndPoint!;
        _options = options with { Frontend = Frontend };
        _pool = new BackendPool(_options);
        _flows = new OpenFlows(_options, _pool);
        _meter = new Meter(_options, _pool, sample => Tell(Measured, sample));
        _prober = new Prober(_options, _pool, result =>
        {
            Tell(Probed, result);
            _meter.Probed(result);
        }, change => Tell(HealthChanged, change), _stopping.Token);
    }

    /// <summary>After each probe. Handlers run on the probing task: they must be quick.</summary>
    public event Action<ProbeResult>? Probed;

    /// <summary>After each change of a verdict.</summary>
    public event Action<HealthChange>? HealthChanged;

    /// <summary>Each metric value, under its Azure Monitor name.</summary>
    public event Action<MetricSample>? Measured;

    /// <summary>Address that clients connect to, with the real port.</summary>
    public IPEndPoint Frontend { get; }

    /// <summary>All back ends as they are now, in a steady order.</summary>
    public IReadOnlyList<BackendStatus> Flows => _pool.Status();

    /// <summary>New flows that were reset because no back end was up or too many flows were open.</summary>
    public long RefusedFlows => _flows.Refused;

    /// <summary>Event handlers that threw. The balancer goes on; the handler has a bug.</summary>
    public long HandlerFailures => Interlocked.Read(ref _handlerFailures);

    /// <summary>Starts accepting and probing. The first round of probes runs at once.</summary>
    public void Start()
    {
        if (_started)
        {
            throw new InvalidOperationException("The balancer has been started already.");
        }

        _started = true;
        _listener.Listen(1024);
        foreach (var status in _pool.Status())
        {
            _prober.Start(_pool.Find(status.Address)!);
        }

        _background = Task.WhenAll(AcceptAsync(), _flows.ReapIdleAsync(_stopping.Token), _meter.RunAsync(_stopping.Token));
    }

    /// <summary>Adds a back end; it gets flows once it has answered the probe as often as the threshold says.</summary>
    public void AddBackend(IPEndPoint address)
    {
        var backend = _pool.Add(address);
        if (_started)
        {
            _prober.Start(backend);
        }
    }

    /// <summary>Removes a back end: no more probes, no new flows; flows that exist live on. False when it is not there.</summary>
    public bool RemoveBackend(IPEndPoint address)
    {
        var backend = _pool.Remove(address);
        backend?.Dispose();
        return backend is not null;
    }

    /// <summary>Overrules the probe, or leaves the choice to it again. False when the back end is not there.</summary>
    public bool SetAdminState(IPEndPoint address, AdminState state) => _pool.SetAdminState(address, state);

    /// <summary>Waits until the back end may (or may no longer) get new flows.</summary>
    /// <exception cref="TimeoutException">It did not happen in time.</exception>
    public async Task WaitUntilAsync(IPEndPoint address, bool eligible, TimeSpan deadline, CancellationToken ct = default)
    {
        long started = _options.Clock.GetTimestamp();
        while (_pool.Find(address)?.Eligible != eligible)
        {
            if (_options.Clock.GetElapsedTime(started) > deadline)
            {
                throw new TimeoutException(
                    $"The back end {address} was not {(eligible ? "up" : "down")} within {deadline.TotalSeconds:0.#} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), _options.Clock, ct);
        }
    }

    /// <summary>Stops: no new flows, no probes, and every open flow is reset.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _background;
        await Task.WhenAll(_flows.ResetAllAsync(), _prober.Ended);
    }

    private void Tell<T>(Action<T>? handlers, T what)
    {
        try
        {
            handlers?.Invoke(what);
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _handlerFailures);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                _meter.CountSyn();
                _flows.Open(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client gave up before it was accepted, or the process is out of sockets for a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(5), _options.Clock, CancellationToken.None);
            }
        }
    }
}
