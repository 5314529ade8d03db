namespace Steadfast.Local.Stack.Traffic;

/// <summary>Every finished request, in a compact form. Safe to use from any thread.</summary>
internal sealed class TrafficLog
{
    // More names than this are counted as one, so that hostile answers cannot fill the memory.
    private const int MaxNames = 1_000;

    private readonly Lock _gate = new();
    private readonly List<TrafficRequest> _requests = [];
    private readonly List<string> _names = ["(unnamed)"];
    private readonly Dictionary<string, short> _numbers = new(StringComparer.Ordinal);

    public void Add(TimeSpan sentAt, HttpExchange.Result result)
    {
        lock (_gate)
        {
            _requests.Add(new(sentAt, result.Took, result.Outcome, (short)result.Status, NumberOf(result.ServedBy)));
        }
    }

    public (TrafficRequest[] Requests, string[] Names) Snapshot()
    {
        lock (_gate)
        {
            return ([.. _requests], [.. _names]);
        }
    }

    private short NumberOf(string? name)
    {
        if (name is null || _numbers.TryGetValue(name, out short number))
        {
            return name is null ? (short)0 : _numbers[name];
        }

        if (_names.Count >= MaxNames)
        {
            return 0;
        }

        number = (short)_names.Count;
        _names.Add(name);
        _numbers[name] = number;
        return number;
    }
}
