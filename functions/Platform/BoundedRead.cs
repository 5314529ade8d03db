namespace Steadfast.Functions.Platform;

/// <summary>
/// Bounds a read of the platform within an activity. A platform that hangs is then told as one that could not be read, before the activity
/// itself is at its deadline and fails, which would end its incident.
/// </summary>
internal static class BoundedRead
{
    /// <summary>
    /// The longest read. With the whole <see cref="BoundedPoll.Window"/> before it, or with a request and <see cref="Short"/> after it, it
    /// ends before <see cref="ActivityDeadline.Limit"/>.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(18);

    /// <summary>The longest read after a request within the same activity.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(8);

    /// <summary>Reads.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="cancellation">The end of the activity.</param>
    /// <exception cref="OperationCanceledException">It took too long, or <paramref name="cancellation"/> has come.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> read, TimeProvider clock, CancellationToken cancellation, TimeSpan? limit = null)
    {
        using CancellationTokenSource deadline = new(limit ?? Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        return await read(either.Token);
    }
}
