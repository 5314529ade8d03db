namespace Steadfast.WebApp.Cache;

/// <summary>
/// Takes the version away as soon as a cache that was away is back, also when nobody reads from this instance: what it wrote meanwhile must not stay hidden
/// from the readers of others.
/// </summary>
internal sealed class CacheWatch(CacheVersion version, TimeProvider clock, ILogger<CacheWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool wasUsed = false;
        using PeriodicTimer timer = new(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            bool isUsed = !version.IsInDoubt || await version.ReadAsync() is not null;
            if (isUsed != wasUsed)
            {
                log.CacheChanged(isUsed ? "used" : "away, and not needed");
            }

            wasUsed = isUsed;
        }
    }
}
