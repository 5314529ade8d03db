namespace Steadfast.Local.Runtime;

/// <summary>
/// Drives a runtime on a virtual clock: lets everything run that can, then jumps to the next timer. Activities must not wait for the clock
/// themselves: nobody moves it while they run.
/// </summary>
public static class VirtualRun
{
    /// <summary>Runs until a condition holds. False when the virtual deadline came first, or nothing is left that could change anything.</summary>
    /// <param name="runtime">A started runtime.</param>
    /// <param name="clock">The clock that the runtime was made with.</param>
    /// <param name="isDone">Looked at whenever nothing runs.</param>
    /// <param name="deadline">Latest virtual time; the clock does not go beyond it.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<bool> UntilAsync(DurableRuntime runtime, VirtualClock clock, Func<Task<bool>> isDone, DateTimeOffset deadline, CancellationToken ct = default)
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

    /// <summary>Runs until an orchestration has ended. False when it had not by the virtual deadline.</summary>
    /// <param name="runtime">A started runtime.</param>
    /// <param name="clock">The clock that the runtime was made with.</param>
    /// <param name="instanceId">The orchestration.</param>
    /// <param name="deadline">Latest virtual time.</param>
    /// <param name="ct">Gives up.</param>
    public static Task<bool> UntilEndedAsync(DurableRuntime runtime, VirtualClock clock, string instanceId, DateTimeOffset deadline, CancellationToken ct = default) =>
        UntilAsync(runtime, clock, async () => await runtime.Client.GetInstanceAsync(instanceId, ct) is { IsCompleted: true }, deadline, ct);
}
