using Azure.Core;
using Steadfast.Functions.Platform;

namespace Steadfast.Local.Simulation.Engine;

/// <summary>The app's own retries, with their pauses on the world's clock: the SDK would wait on the machine's.</summary>
internal sealed class WorldRetries(WorldThread thread, TimeProvider clock) : LeaveThrottlingToCaller(new NoPause())
{
    // As the SDK waits before its second and third try, without its share of chance.
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);

    protected override async ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception)
    {
        bool again = await base.ShouldRetryAsync(message, exception).ConfigureAwait(false);
        if (again)
        {
            await PauseAsync(First * (1 << message.ProcessingContext.RetryNumber)).ConfigureAwait(false);
        }

        return again;
    }

    private Task PauseAsync(TimeSpan pause)
    {
        TaskCompletionSource over = new();
        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                thread.Outside(over.SetResult);
            },
            null, pause, Timeout.InfiniteTimeSpan);
        return over.Task;
    }

    private sealed class NoPause : DelayStrategy
    {
        protected override TimeSpan GetNextDelayCore(Azure.Response? response, int retryNumber) => TimeSpan.Zero;
    }
}
