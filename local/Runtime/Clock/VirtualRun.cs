namespace Steadfast.Local.Runtime;

/// <summary>
/// Drives a runtime on a virtual clock: lets everything run that can, then jumps to the next timer. An activity that waits for the clock
/// does so by <see cref="SleepAsync"/>: nobody moves the clock while one runs.
/// </summary>
public static class VirtualRun
{
    /// <summary>
    /// Runs until a condition holds. False when the virtual deadline came first, or nothing is left that could change anything.
    /// </summary>
    /// <param name="deadline">Latest virtual time; the clock does not go beyond it.</param>
    public static async Task<bool> UntilAsync(
        DurableRuntime runtime, VirtualClock clock, Func<Task<bool>> isDone, DateTimeOffset deadline, CancellationToken ct = default)
    {
        while (true)
        {
            await runtime.WhenIdleAsync(ct);
            if (await isDone())
            {
                return true;
            }

            if (runtime.Failed.IsCompleted || clock.NextTimer is not { } next || next > deadline)
            {
                clock.Advance(deadline > clock.GetUtcNow() ? deadline - clock.GetUtcNow() : TimeSpan.Zero);
                await runtime.WhenIdleAsync(ct);
                return await isDone();
            }

            clock.AdvanceToNextTimer();
        }
    }

    /// <summary>Waits within an activity. Until the clock has gone on so far the activity counts as one that does not run.</summary>
    /// <param name="pause">How long; positive.</param>
    public static async Task SleepAsync(DurableRuntime runtime, VirtualClock clock, TimeSpan pause)
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // Within the move of the clock: whoever moves it further must not find that nothing runs.
        using ITimer timer = clock.CreateTimer(
            _ =>
            {
                runtime.Engine.Busy.Enter();
                over.SetResult();
            },
            null, pause, Timeout.InfiniteTimeSpan);
        runtime.Engine.Busy.Exit();
        await over.Task;
    }

    /// <summary>Runs until an orchestration has ended. False when it had not by the virtual deadline.</summary>
    public static Task<bool> UntilEndedAsync(
        DurableRuntime runtime, VirtualClock clock, string instanceId, DateTimeOffset deadline, CancellationToken ct = default) =>
        UntilAsync(
            runtime, clock, async () => await runtime.Client.GetInstanceAsync(instanceId, ct) is { IsCompleted: true }, deadline, ct);
}
