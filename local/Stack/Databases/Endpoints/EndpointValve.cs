namespace Steadfast.Local.Stack.Databases;

/// <summary>Valve that every piece of data has to pass: it can hold everything back, or make it late.</summary>
internal sealed class EndpointValve(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _closed;
    private long _delayTicks;

    /// <summary>Delay of each piece.</summary>
    public TimeSpan Delay
    {
        get => new(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    /// <summary>Holds back whatever comes from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets everything pass, without delay.</summary>
    public void Open()
    {
        Delay = TimeSpan.Zero;
        lock (_gate)
        {
            _closed?.SetResult();
            _closed = null;
        }
    }

    /// <summary>Completes when a piece that has come now may go on.</summary>
    public async ValueTask PassAsync(CancellationToken ct)
    {
        if (Delay is { Ticks: > 0 } delay)
        {
            await Task.Delay(delay, clock, ct);
        }

        Task? closed;
        lock (_gate)
        {
            closed = _closed?.Task;
        }

        if (closed is not null)
        {
            await closed.WaitAsync(ct);
        }
    }
}
