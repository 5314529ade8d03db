using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Local.Scenarios.FailureModes;

/// <summary>An example of each refusal of the guard. A refusal without a row fails the build's tests.</summary>
public static class RefusalModeCatalog
{
    private static readonly DateTime Noon = new(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);

    private static readonly PermitRequest Restart = new(
        "incident-b", "2", IncidentKey.NotServing, RepairAction.Restart, "alert lb-probe-down", IsManual: false, IsForced: false, Sick: 1,
        Total: 5, TargetServes: false, Noon, new());

    private static readonly PermitRequest AmongMany = Restart with { Sick = 4 };

    private static readonly Permit OfAnother = new(
        "incident-a", "1", RepairAction.Restart, "alert lb-probe-down", IsManual: false, TakesDown: false, Noon, Noon.AddHours(2),
        IsCanary: false);

    private static readonly Storm Shared = new(Noon.AddMinutes(-5), Sick: 4, Total: 5, CanaryState.Trying, "incident-a", "1");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<RefusalMode> All { get; } =
    [
        new(RefusalKind.Paused, new() { Pause = new("maintenance of the rack", "anna", Noon, Noon.AddHours(1)) }, Restart,
            "`POST /api/automation/resume`, or wait for its end."),
        new(RefusalKind.LeaseHeld, new() { Lease = new("pipeline 812", Noon, Noon.AddMinutes(30)) }, Restart,
            "`POST /api/lease` with `\"release\": true` and its owner's name, or wait until it runs out. First make sure that the "
                + "deployment is over."),
        new(RefusalKind.BreakerOpen, new() { Breaker = new([Noon.AddMinutes(-40), Noon.AddMinutes(-20), Noon.AddMinutes(-1)], Noon.AddMinutes(-1)) }, Restart,
            "Find out why acting did not help: the last incidents say what was tried. Then `POST /api/automation/resume` with `\"rearm\": true`."),
        new(RefusalKind.CoolingDown, new() { CoolDowns = [new("2", IncidentKey.NotServing, "incident-a", Noon.AddMinutes(4))] }, Restart,
            "Wait, or order the action: an order is not bound by it."),
        new(RefusalKind.BudgetSpent, new() { Permits = [OfAnother] }, Restart,
            "Wait for the other repair, or order the action with `\"force\": true`."),
        new(RefusalKind.BelowFloor, new(), Restart with { Sick = 2, TargetServes = true },
            "Add instances or repair the others first; or order it with `\"force\": true` and accept that fewer serve meanwhile."),
        new(RefusalKind.Storm, new() { Storm = Shared, Permits = [OfAnother] }, AmongMany,
            "Wait for the canary, and look for the shared cause. An order is not bound by it."),
        new(RefusalKind.StormCanaryFailed, new() { Storm = Shared with { Canary = CanaryState.Failed } }, AmongMany,
            "Mend the shared cause; the storm ends by itself when not more than half are sick. After twice `Guard__CoolDown` another instance "
                + "is tried, until the breaker opens. An order is not bound by it."),
        new(RefusalKind.TargetBusy, new() { Permits = [OfAnother with { Target = "2" }] }, Restart,
            "Wait for the other incident, or end it: `POST /api/incidents/{id}/abort`. Its permit is renewed while that one runs, and void "
                + "after `Guard__PermitLife` when it does not. "
            + "What the platform still does when an incident ends keeps its permit until the watchdog sees that it has ended, and until "
            + "its own deadline (`Recovery__RestartDeadline` and the like) at the latest; the refusal says so."),
    ];

    /// <summary>The guard's answer to the example.</summary>
    /// <param name="action">The action; null for that of the example.</param>
    public static PermitAnswer Ask(RefusalMode mode, bool isManual = false, bool isForced = false, RepairAction? action = null) =>
        GuardPolicy.Ask(
            mode.State, mode.Request with { IsManual = isManual, IsForced = isForced, Action = action ?? mode.Request.Action }).Answer;
}
