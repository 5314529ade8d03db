namespace Steadfast.Functions.Tests.Stage;

/// <summary>
/// The time of a virtual clock, plus what has really passed: a control plane whose own work takes no virtual time would end operations in the
/// very moment in which they are asked for. Its timers run in real time, so that a virtual clock cannot run away from them.
/// </summary>
internal sealed class SameTime(TimeProvider clock) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + System.GetElapsedTime(_began);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime, period);
}
