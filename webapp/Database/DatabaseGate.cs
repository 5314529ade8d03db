using System.Collections.Concurrent;

namespace Steadfast.WebApp.Database;

/// <summary>
/// The only way to the database: a bounded queue before a fixed number of lanes. Whoever waits has an answer or a failure before the
/// deadline, whatever the server does; what is too much is refused at once.
/// </summary>
internal sealed class DatabaseGate : IDisposable
{
    private readonly BlockingCollection<ILaneWork> _queue;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread[] _threads;
    private readonly DatabaseLimits _limits;
    private readonly TimeProvider _clock;

    /// <summary>Opens the gate; lanes connect when they are first used.</summary>
    public DatabaseGate(string name, DatabaseConnector connector, ConnectionEra eras, DatabaseLimits limits, TimeProvider clock, Action<FailureKind> onFailure)
    {
        _limits = limits;
        _clock = clock;
        _queue = new BlockingCollection<ILaneWork>(limits.Queue);
        _threads = [.. Enumerable.Range(1, limits.Lanes).Select(number =>
        {
            var lane = new Lane(connector, eras, limits, clock, _stopping.Token) { OnFailure = onFailure };
            return new Thread(() => lane.Serve(_queue.GetConsumingEnumerable())) { IsBackground = true, Name = $"{name} {number}" };
        })];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>Runs the work on a lane, and again after trouble that may pass, if <paramref name="patient"/>. It must be harmless to run it twice.</summary>
    /// <exception cref="DatabaseFailureException">It could not be done in time; it may have been done all the same.</exception>
    public async Task<T> RunAsync<T>(Func<DatabaseSession, T> work, bool patient, CancellationToken cancellation)
    {
        var request = new LaneWork<T>(work, _clock.GetTimestamp() + (long)(_clock.TimestampFrequency * _limits.Deadline.TotalSeconds), patient);
        if (!_queue.TryAdd(request))
        {
            throw new DatabaseFailureException(FailureKind.Busy);
        }

        try
        {
            return await request.Result.WaitAsync(_limits.Deadline, _clock, cancellation);
        }
        catch (TimeoutException)
        {
            throw new DatabaseFailureException(request.Trouble ?? FailureKind.Timeout);
        }
        finally
        {
            request.Abandon();
        }
    }

    /// <summary>Lets the lanes finish and closes their connections; does not wait for one that is stuck.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _queue.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join(_limits.Deadline);
        }
    }
}
