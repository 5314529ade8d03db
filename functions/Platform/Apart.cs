namespace Steadfast.Functions.Platform;

/// <summary>
/// Begins work that nobody who asked for it holds up: not the lock it is begun under, and not the wait of a single caller.
/// </summary>
internal static class Apart
{
    /// <summary>Returns at once; the work begins when its turn has come.</summary>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        // Where there is no scheduler of its own, as on Azure, that is the thread pool.
        await Task.Yield();
        return await work();
    }
}
