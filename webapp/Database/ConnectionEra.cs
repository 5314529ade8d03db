namespace Steadfast.WebApp.Database;

/// <summary>
/// What stands in for clearing a pool: every connection belongs to the era in which it was opened, and once an era has ended none of its
/// connections is used again. Each lane closes its own, so no connection is closed under a request.
/// </summary>
internal sealed class ConnectionEra
{
    private int _current;

    /// <summary>The era of connections that are opened now.</summary>
    public int Current => Volatile.Read(ref _current);

    /// <summary>Ends an era; many who saw the same trouble end it once.</summary>
    public void End(int era) => Interlocked.CompareExchange(ref _current, era + 1, era);
}
