namespace Steadfast.Local.Stack.Balancer;

/// <summary>Repeats something at fixed times: the first at once, each next one interval after the one before was due.</summary>
internal static class Cadence
{
    /// <summary>
    /// Runs until canceled, and then returns. A turn that takes longer than the interval is followed by the next at once.
    /// </summary>
    public static async Task RunAsync(TimeSpan interval, TimeProvider clock, Func<Task> turn, CancellationToken ct)
    {
        long start = clock.GetTimestamp();
        var due = TimeSpan.Zero;
        try
        {
            while (true)
            {
                await turn();
                var now = clock.GetElapsedTime(start);
                due = due + interval > now ? due + interval : now;
                await Task.Delay(due - now, clock, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped, as asked.
        }
    }
}
