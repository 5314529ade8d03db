using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios.Twins;

namespace Steadfast.Local.Scenarios.Stories;

/// <summary>Shows on a terminal, while a scenario waits for more than a second, one line on what is waited for. A log has none.</summary>
internal sealed class WaitLine : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Story _story;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _showing;

    /// <summary>Begins to show.</summary>
    /// <param name="what">What is waited for.</param>
    public WaitLine(Story story, Func<string> what, TimeProvider clock)
    {
        _story = story;
        _showing = story.CanShowWaits ? ShowAsync(what, clock) : Task.CompletedTask;
    }

    /// <summary>The same for a scenario on a twin.</summary>
    public static WaitLine For(Story story, Twin twin) => new(story, () => Describe(twin), twin.Options.Clock);

    /// <summary>Shows no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _showing;
        _story.HideWait();
        _stop.Dispose();
    }

    private async Task ShowAsync(Func<string> what, TimeProvider clock)
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_stop.IsCancellationRequested)
            {
                _story.ShowWait(Quiet, what);
            }
        }
    }

    private static string Describe(Twin twin)
    {
        DateTimeOffset now = twin.Options.Clock.GetUtcNow();
        IEnumerable<Operation> all = twin.Azure.Operations.All.Concat(twin.Azure.Database?.Operations.All ?? []);
        if (all.Where(operation => operation.EndTime is null).MinBy(operation => operation.StartTime) is { } running)
        {
            return $"Azure is at the {running.Kind} of {(running.InstanceId.Length == 0 ? "the stack" : running.InstanceId)} for "
                + $"{(now - running.StartTime).TotalSeconds:F0} s";
        }

        string[] away = [
            .. twin.Machines.Where(machine => twin.BackendOf(machine)?.Eligible != true).Select(machine => machine.Id).Take(6)];
        return away.Length > 0 ? $"waiting; no requests go to {string.Join(", ", away)}" : "waiting for the automation";
    }
}
