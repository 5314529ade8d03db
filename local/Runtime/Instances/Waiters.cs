using Microsoft.DurableTask.Client;

namespace Steadfast.Local.Runtime;

/// <summary>Those who wait for an instance to start or to end. Used only under its instance's gate.</summary>
internal sealed class Waiters
{
    private readonly List<(bool UntilEnd, TaskCompletionSource Source)> _waiting = [];

    /// <summary>Tells whether an execution that stands so need not be waited for: it has left the pending state, or has ended.</summary>
    public static bool IsReached(bool untilEnd, ExecutionStatus standing) =>
        standing.IsOver || (!untilEnd && standing.Status != OrchestrationRuntimeStatus.Pending);

    /// <summary>Completes when <see cref="Tell"/> hears of what is waited for.</summary>
    public Task Add(bool untilEnd)
    {
        TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((untilEnd, source));
        return source.Task;
    }

    /// <summary>Completes the wait of all who waited for this.</summary>
    public void Tell(ExecutionStatus standing)
    {
        foreach (var waiter in _waiting.Where(waiter => IsReached(waiter.UntilEnd, standing)))
        {
            waiter.Source.TrySetResult();
        }

        _waiting.RemoveAll(waiter => waiter.Source.Task.IsCompleted);
    }
}
