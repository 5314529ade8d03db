namespace Steadfast.Local.Simulation.Engine;

/// <summary>
/// The one thread of a world. Whatever wants to run is put in a queue and runs when its turn has come, so that the same world always runs in the same order.
/// </summary>
/// <remarks>
/// Code that leaves its context behind (the Azure SDK, HttpClient) goes on at once when what it waits for is completed outside of a context, and on the
/// thread pool otherwise. So what it waits for is completed by <see cref="Outside"/>.
/// </remarks>
internal sealed class WorldThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State, bool IsOutside)> _queue = new();
    private readonly int _owner = Environment.CurrentManagedThreadId;
    private string? _stray;

    /// <summary>Number of turns that have run.</summary>
    public long Turns { get; private set; }

    /// <summary>The first place where something ran beside the thread; null when nothing did.</summary>
    public string? Stray => Volatile.Read(ref _stray);

    /// <summary>Notes when the caller is on another thread: the world could not be repeated then.</summary>
    public void Check()
    {
        if (Environment.CurrentManagedThreadId != _owner)
        {
            Interlocked.CompareExchange(ref _stray, Environment.StackTrace, null);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId != _owner && IsOfRouting(state))
        {
            return;
        }

        Check();
        if (_stray is null)
        {
            _queue.Enqueue((d, state, false));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs something in its turn, outside of the context.</summary>
    public void Outside(Action what)
    {
        Check();
        if (_stray is null)
        {
            _queue.Enqueue((static run => ((Action)run!)(), what, true));
        }
    }

    /// <summary>Begins work in its turn; the task ends with it.</summary>
    public Task BeginAsync(Func<Task> work)
    {
        TaskCompletionSource over = new();
        Post(async _ =>
        {
            await work();
            over.SetResult();
        }, null);
        return over.Task;
    }

    // ASP.NET Core compiles its tables of routes on the pool, and says on the context of the first request that they are quicker now. They answer the same.
    private static bool IsOfRouting(object? state) =>
        state is Action { Target: { } box } && box.GetType().FullName?.Contains("Routing.Matching", StringComparison.Ordinal) == true;

    /// <summary>Runs whatever can run. False when nothing could.</summary>
    public bool Drain()
    {
        bool any = false;
        while (_queue.TryDequeue(out var next))
        {
            any = true;
            Turns++;
            SetSynchronizationContext(next.IsOutside ? null : this);
            next.Callback(next.State);
            CostMeter.Enter(Part.Models);
        }

        SetSynchronizationContext(null);
        return any;
    }
}

/// <summary>Something ran beside the thread of a world, so the world cannot be repeated.</summary>
/// <param name="where">Place in the code.</param>
internal sealed class StrayWorkException(string where)
    : Exception($"Something ran beside the thread of the world, so the world cannot be repeated:\n{where}");
