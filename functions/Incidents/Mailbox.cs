using Microsoft.DurableTask;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Keeps everything of one kind that was said to an incident until it is taken. It is heard when it arrives, whatever the incident is
/// waiting for.
/// </summary>
/// <typeparam name="T">What is said.</typeparam>
internal sealed class Mailbox<T>
{
    private readonly TaskOrchestrationContext _context;
    private readonly string _name;
    private readonly Func<T, bool> _hear;
    private readonly Queue<T> _waiting = [];
    private Task<T> _next;

    /// <summary>Begins to listen.</summary>
    /// <param name="hear">Told of each that arrives; false when it is left out.</param>
    public Mailbox(TaskOrchestrationContext context, string name, Func<T, bool> hear)
    {
        _context = context;
        _name = name;
        _hear = hear;
        _next = context.WaitForExternalEvent<T>(name);
        _ = ListenAsync();
    }

    /// <summary>Tells whether any is waiting.</summary>
    public bool Any => _waiting.Count > 0;

    /// <summary>Gets the one that has waited longest, which goes on waiting; null when there is none.</summary>
    public T? Oldest => _waiting.FirstOrDefault();

    /// <summary>Completes when any is waiting.</summary>
    public Task Arrival
    {
        get
        {
            if (Any)
            {
                return Task.CompletedTask;
            }

            return _next;
        }
    }

    /// <summary>Takes the one that has waited longest; null when there is none.</summary>
    public T? Take()
    {
        _waiting.TryDequeue(out T? oldest);
        return oldest;
    }

    /// <summary>Takes all of them; the newest counts instead of those before it.</summary>
    /// <param name="before">The one that counted until now; null when there is none.</param>
    public T? TakeNewest(T? before, Action<T, T> replaced)
    {
        while (Take() is { } newer)
        {
            if (before is not null)
            {
                replaced(before, newer);
            }

            before = newer;
        }

        return before;
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            T said = await _next;
            _next = _context.WaitForExternalEvent<T>(_name);
            if (_hear(said))
            {
                _waiting.Enqueue(said);
            }
        }
    }
}
