namespace Steadfast.Local.Scenarios.Drills;

/// <summary>Waits for what another part does, with a deadline.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for a condition. False when its deadline came first; the expectations then say what is missing.</summary>
    public static Task<bool> Until(Func<bool> condition, TimeProvider clock, TimeSpan deadline, CancellationToken ct) =>
        Until(() => Task.FromResult(condition()), clock, deadline, ct);

    /// <summary>Waits for a condition that takes time to find out.</summary>
    /// <param name="every">Pause between two tries; null for a very short one.</param>
    public static async Task<bool> Until(
        Func<Task<bool>> condition, TimeProvider clock, TimeSpan deadline, CancellationToken ct, TimeSpan? every = null)
    {
        long began = clock.GetTimestamp();
        while (!await condition())
        {
            if (clock.GetElapsedTime(began) > deadline)
            {
                return false;
            }

            await Task.Delay(every ?? Interval, clock, ct);
        }

        return true;
    }
}
