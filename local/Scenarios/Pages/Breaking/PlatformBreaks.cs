using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Faults of Azure itself, of the Function App, of the cache and of the storage of files.</summary>
internal static class PlatformBreaks
{
    private const int Throttled = 20;

    public static IReadOnlyList<StackFault> All { get; } =
    [
        new("throttle", FaultPlace.Platform, "Throttle it", "The next 20 requests to the control plane are answered 429", Always, Act(Throttle)),
        new("stick", FaultPlace.Platform, "Let an operation stick", "The next operation is accepted and never gets on", site => !site.Memory.HasStuckOperation, Act(Stick)),
        new("release", FaultPlace.Platform, "Release operations", "What is stuck goes on", site => site.Memory.HasStuckOperation, Act(Release)) { Mends = true },
        new("fail", FaultPlace.Platform, "Let an operation fail", "The next operation is accepted and ends as failed", Always, Act(Fail)),
        new("no-capacity", FaultPlace.Platform, "Refuse capacity", "The region has no room for another machine", site => !site.Twin.Azure.Faults.AllocationRefused, Act(site => Capacity(site, true))),
        new("capacity", FaultPlace.Platform, "Give capacity", "The region has room again", site => site.Twin.Azure.Faults.AllocationRefused, Act(site => Capacity(site, false))) { Mends = true },
        new("lose-alerts", FaultPlace.Platform, "Lose alerts", "Alerts are raised and reach nobody: the watchdog is left", site => !site.Memory.AlertsAreLost, Act(site => Alerts(site, true))),
        new("send-alerts", FaultPlace.Platform, "Send alerts again", "Alerts reach the automation", site => site.Memory.AlertsAreLost, Act(site => Alerts(site, false))) { Mends = true },
        new("app-kill", FaultPlace.Automation, "Kill the automation", "kill -9 of the Function App. It is started again and goes on where it was", site => site.Twin.Functions.ProcessId is not null, Act(KillApp)),
        new("cache-kill", FaultPlace.Cache, "Kill the cache", "kill -9. Reads go to the database", CacheIsWell, Act(site => HurtCache(site, "kill -9", server => server.Kill()))),
        new("cache-hang", FaultPlace.Cache, "Hang the cache", "kill -STOP. Reads go round it", CacheIsWell, Act(site => HurtCache(site, "kill -STOP", server => server.Hang()))),
        new("cache-back", FaultPlace.Cache, "Bring it back", "The cache runs again", site => site.Memory.CacheIsHurt, BringCacheBackAsync) { Mends = true },
        new("files-hang", FaultPlace.Files, "Hang the files", "kill -STOP of the blob storage. Notes go on without files", FilesAreWell, Act(HangFiles)),
        new("files-back", FaultPlace.Files, "Let them go on", "The blob storage goes on", site => site.Memory.FilesAreHurt, Act(FilesBack)) { Mends = true },
    ];

    private static bool Always(FaultSite site) => true;

    private static bool CacheIsWell(FaultSite site) => site is { Twin.Cache: not null, Memory.CacheIsHurt: false };

    private static bool FilesAreWell(FaultSite site) => site is { Twin.Files: not null, Memory.FilesAreHurt: false };

    private static void Throttle(FaultSite site)
    {
        site.Tell($"the control plane answers the next {Throttled} requests with 429");
        site.Twin.Azure.Faults.Throttle(Throttled, TimeSpan.FromSeconds(1));
    }

    private static void Stick(FaultSite site)
    {
        site.Tell("the next operation of the platform will be accepted and never get on");
        site.Memory.HasStuckOperation = true;
        site.Twin.Azure.Faults.StickNextOperation();
    }

    private static void Release(FaultSite site)
    {
        site.TellMended("operations that are stuck go on");
        site.Memory.HasStuckOperation = false;
        site.Twin.Azure.Faults.ReleaseStuckOperations();
    }

    private static void Fail(FaultSite site)
    {
        site.Tell("the next operation of the platform will be accepted and fail");
        site.Twin.Azure.Faults.FailNextOperation();
    }

    private static void Capacity(FaultSite site, bool isRefused)
    {
        (isRefused ? site.Tell : (Action<string>)site.TellMended)(isRefused ? "the region has no room for another machine" : "the region has room again");
        site.Twin.Azure.Faults.AllocationRefused = isRefused;
    }

    private static void Alerts(FaultSite site, bool areLost)
    {
        (areLost ? site.Tell : (Action<string>)site.TellMended)(areLost ? "alerts are raised and reach nobody" : "alerts reach the automation again");
        site.Memory.AlertsAreLost = areLost;
        site.Twin.Azure.ActionGroup.Plan = _ => areLost ? DeliveryPlan.Lost : DeliveryPlan.Normal;
    }

    private static void KillApp(FaultSite site)
    {
        site.Tell($"kill -9 of the Function App (pid {site.Twin.Functions.ProcessId})");
        site.Twin.Functions.Kill();
    }

    private static void HurtCache(FaultSite site, string how, Action<Stack.Caches.RedisServer> act)
    {
        site.Tell($"{how} of the cache (pid {site.Twin.Cache!.Pair.Primary.ProcessId})");
        site.Memory.CacheIsHurt = true;
        act(site.Twin.Cache.Pair.Primary);
    }

    private static async Task BringCacheBackAsync(FaultSite site, CancellationToken ct)
    {
        site.TellMended("the cache runs again");
        Stack.Caches.RedisServer server = site.Twin.Cache!.Pair.Primary;
        if (server.ProcessId is null)
        {
            await server.StartAsync(ct);
        }

        server.Continue();
        site.Memory.CacheIsHurt = false;
    }

    private static void HangFiles(FaultSite site)
    {
        site.Tell($"kill -STOP of the storage of files (pid {site.Twin.Files!.ProcessId})");
        site.Memory.FilesAreHurt = true;
        site.Twin.Files.Hang();
    }

    private static void FilesBack(FaultSite site)
    {
        site.TellMended("the storage of files goes on");
        site.Twin.Files!.Continue();
        site.Memory.FilesAreHurt = false;
    }

    private static Func<FaultSite, CancellationToken, Task> Act(Action<FaultSite> act) => (site, _) =>
    {
        act(site);
        return Task.CompletedTask;
    };
}
