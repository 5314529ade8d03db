using Steadfast.Local.AzureEmulator;

namespace Steadfast.Local.Scenarios.Pages.Breaking;

/// <summary>Faults of Azure itself and of the Function App.</summary>
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
    ];

    private static bool Always(FaultSite site) => true;

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

    private static Func<FaultSite, CancellationToken, Task> Act(Action<FaultSite> act) => (site, _) =>
    {
        act(site);
        return Task.CompletedTask;
    };
}
