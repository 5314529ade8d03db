namespace Steadfast.WebApp.Status;

/// <summary>One request that was answered, or broken off.</summary>
/// <param name="At">When the answer was complete, UTC.</param>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">The path, without the query, at most 100 characters.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record LastRequest(DateTimeOffset At, string Method, string Path, int Status, double Milliseconds);

/// <summary>The last requests of this instance, for whoever has to find out why it failed. Probes and looks are left out. Safe to call from anywhere.</summary>
internal sealed class LastRequests(TimeProvider clock)
{
    private const int MaxKept = 50;
    private const int MaxPath = 100;
    private readonly LastRequest?[] _ring = new LastRequest?[MaxKept];
    private uint _count;

    /// <summary>The requests, oldest first.</summary>
    public IReadOnlyList<LastRequest> All()
    {
        uint next = Volatile.Read(ref _count);
        return [.. Enumerable.Range(0, MaxKept).Select(offset => Volatile.Read(ref _ring[(next + (uint)offset) % MaxKept])).OfType<LastRequest>()];
    }

    /// <summary>Answers a request and remembers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What answers it.</param>
    public async Task RememberAsync(HttpContext context, RequestDelegate next)
    {
        long began = clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            string path = context.Request.Path.Value ?? "";
            uint place = Interlocked.Increment(ref _count) - 1;
            Volatile.Write(ref _ring[place % MaxKept], new(
                clock.GetUtcNow(), context.Request.Method, path.Length <= MaxPath ? path : path[..MaxPath], context.Response.StatusCode,
                Math.Round(clock.GetElapsedTime(began).TotalMilliseconds, 1)));
        }
    }
}
