namespace Steadfast.Functions.Platform;

/// <summary>Says when it is asked again within one activity, until the answer is final or its time is over.</summary>
/// <param name="First">Pause before it asks for the first time; at most <see cref="BoundedPoll.Window"/>.</param>
/// <param name="Interval">Pause between two times, when the answer does not ask for another one.</param>
/// <param name="Until">It asks for the last time at this moment, UTC.</param>
public sealed record PollPlan(TimeSpan First, TimeSpan Interval, DateTime Until)
{
    /// <summary>Gets the longest pause between two times, whatever the answer asks for.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>
/// Asks again and again within one activity. On a back end with queues a timer and an activity cost three messages for every question; this
/// way they cost two for as many questions as fit into the window.
/// </summary>
public static class BoundedPoll
{
    /// <summary>
    /// Limits the time for which an activity waits by itself in all: with the longest look on top it stays well below the minute after
    /// which the back end takes the activity for lost and delivers it once more.
    /// </summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    /// <summary>Asks until the answer does not call for another question, or the next question would be outside of the window.</summary>
    /// <typeparam name="T">The kind of answer.</typeparam>
    /// <param name="again">The pause before the next question; null when the answer calls for none.</param>
    /// <returns>The last answer, and the pause that the caller still has to keep; null when no further question is called for.</returns>
    internal static async Task<(T Answer, TimeSpan? Pause)> RunAsync<T>(
        TimeSpan first, Func<Task<T>> ask, Func<T, TimeSpan?> again, TimeProvider clock, Func<TimeSpan, Task> pause)
    {
        long began = clock.GetTimestamp();
        TimeSpan next = first;
        while (true)
        {
            if (next > TimeSpan.Zero)
            {
                await pause(next);
            }

            T answer = await ask();
            if (again(answer) is not { } wanted)
            {
                return (answer, null);
            }

            if (clock.GetElapsedTime(began) + wanted > Window)
            {
                return (answer, wanted);
            }

            next = wanted;
        }
    }
}
