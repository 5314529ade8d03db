namespace Steadfast.Local.Stack.Balancer;

/// <summary>Turns what the balancer sees into values of Azure Monitor's metrics, under their exact REST names.</summary>
internal sealed class Meter(LoadBalancerOptions options, BackendPool pool, Action<MetricSample> send)
{
    private bool _everUp;
    private long _syn;
    private long _bytesIn;
    private long _bytesOut;

    public void CountSyn() => Interlocked.Increment(ref _syn);

    /// <summary>One health value per probe; an operator's word overrules the probe here too.</summary>
    public void Probed(ProbeResult result)
    {
        bool up = pool.Find(result.Backend)?.AdminState switch
        {
            AdminState.Up => true,
            AdminState.Down => false,
            _ => result.Success,
        };
        send(new MetricSample("DipAvailability", up ? 100 : 0, result.At, options.Frontend, result.Backend));
    }

    /// <summary>Once per probe interval, the values of the front end.</summary>
    public Task RunAsync(CancellationToken ct) => Cadence.RunAsync(options.ProbeInterval, options.Clock, () =>
    {
        Publish();
        return Task.CompletedTask;
    }, ct);

    private void Publish()
    {
        var at = options.Clock.GetUtcNow();
        var backends = pool.Status();
        bool up = backends.Any(static each => each.Eligible);
        // Before the first back end has come up there is no data path to speak of; a zero then would raise an alert at every start.
        _everUp |= up;
        if (_everUp)
        {
            send(new MetricSample("VipAvailability", up ? 100 : 0, at, options.Frontend));
        }

        send(new MetricSample("SYNCount", Interlocked.Exchange(ref _syn, 0), at, options.Frontend));
        PublishBytes("In", backends.Sum(static each => each.BytesIn), ref _bytesIn, at);
        PublishBytes("Out", backends.Sum(static each => each.BytesOut), ref _bytesOut, at);
    }

    private void PublishBytes(string direction, long total, ref long before, DateTimeOffset at)
    {
        // A back end that was removed takes its counters along; a count is never negative.
        send(new MetricSample("ByteCount", Math.Max(0, total - before), at, options.Frontend, Direction: direction));
        before = total;
    }
}
