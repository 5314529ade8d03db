using Steadfast.WebApp.Status;

namespace Steadfast.WebApp.Cache;

/// <summary>
/// Takes the version away as soon as a cache that was away is back, also when nobody reads from this instance: what it wrote meanwhile must not stay hidden
/// from the readers of others. What it finds is the state in <c>/status</c>.
/// </summary>
internal sealed class CacheMonitor(CacheVersion version, CacheMonitorState monitored, TimeProvider clock, ILogger<CacheMonitor> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    // A cache that hangs, or takes nothing more, is found even when nobody reads.
    private static readonly TimeSpan WhileWell = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long looked = clock.GetTimestamp();
        using PeriodicTimer timer = new(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!version.IsUnsettled && monitored.State == DependencyState.Ok && clock.GetElapsedTime(looked) < WhileWell)
            {
                continue;
            }

            looked = clock.GetTimestamp();
            bool isUsed = await version.ReadAsync() is not null;
            if (monitored.Found(isUsed))
            {
                log.CacheChanged(isUsed ? "used" : "away, and not needed");
            }
        }
    }
}
