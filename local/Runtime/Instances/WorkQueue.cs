using System.Collections.Concurrent;

namespace Steadfast.Local.Runtime;

/// <summary>
/// Runs what instances and activities have to do, a few items at a time on the thread pool. A storm of incidents otherwise fills the pool's
/// queue with hundreds of turns, and whoever asks over HTTP waits behind all of them; so it waits behind a few. An item that waits for
/// something else holds no place.
/// </summary>
internal sealed class WorkQueue(int places) : IWorkQueue, IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _waiting = new();
    private int _taken;

    /// <summary>Runs an item on the pool when its turn has come; first come, first served.</summary>
    /// <param name="item">The item; it does not throw.</param>
    public void Add(IThreadPoolWorkItem item)
    {
        _waiting.Enqueue(item);
        if (TryTakePlace())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_waiting.TryDequeue(out IThreadPoolWorkItem? item))
        {
            item.Execute();
        }

        if (!_waiting.IsEmpty)
        {
            // To the end of the pool's queue: what came meanwhile is served first.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        Interlocked.Decrement(ref _taken);
        // An item may have come after the look and before the place was free.
        if (!_waiting.IsEmpty && TryTakePlace())
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private bool TryTakePlace()
    {
        while (true)
        {
            int taken = Volatile.Read(ref _taken);
            if (taken >= places)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _taken, taken + 1, taken) == taken)
            {
                return true;
            }
        }
    }
}
