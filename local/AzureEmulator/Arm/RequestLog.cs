namespace Steadfast.Local.AzureEmulator;

/// <summary>One request that reached the control plane.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path without the query, as the caller spelled it.</param>
/// <param name="Status">HTTP status of the answer.</param>
/// <param name="Caller">First product of the User-Agent: the SDK puts the application's own id there.</param>
public sealed record RequestEntry(DateTimeOffset At, string Method, string Path, int Status, string Caller)
{
    /// <summary>Method and pattern of the operation, as docs/control-plane.md lists it; null for what is none.</summary>
    public string? Operation { get; init; }

    /// <summary>The number of instances that a change of the scale set asks for; null when it asks for none.</summary>
    public int? Capacity { get; init; }

    /// <summary>The word by which it was refused, such as QuotaExceeded; null when it was not, or without one.</summary>
    public string? Error { get; init; }
}

/// <summary>The latest requests, for expectations such as "restarted once". Holds a bounded number and is safe from any thread.</summary>
public sealed class RequestLog
{
    private const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<RequestEntry> _entries = new();

    /// <summary>The requests, oldest first.</summary>
    public IReadOnlyList<RequestEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>The requests of that method whose path ends so, without regard to case.</summary>
    public IReadOnlyList<RequestEntry> Matching(string method, string pathEnd) =>
        [.. Entries.Where(entry => entry.Method == method && entry.Path.EndsWith(pathEnd, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The accepted (2xx) requests that act on one instance, for example "restart" on "1".</summary>
    public IReadOnlyList<RequestEntry> Accepted(string action, string instanceId) =>
        [.. Matching("POST", $"/virtualMachines/{instanceId}/{action}").Where(entry => entry.Status is >= 200 and < 300)];

    /// <summary>Forgets them.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    internal void Add(RequestEntry entry)
    {
        lock (_gate)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > Capacity)
            {
                _entries.Dequeue();
            }
        }
    }
}
