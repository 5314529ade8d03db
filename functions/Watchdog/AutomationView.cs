using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>The state of the automation, as <c>GET /api/automation</c> shows it.</summary>
/// <param name="Acts">Whether anything is done without a person's order.</param>
/// <param name="Reason">One sentence: why not, or that nothing holds it back.</param>
/// <param name="Pause">The pause; null when there is none.</param>
/// <param name="Lease">The deployment lease, also one that ran out and was not released; null when there is none.</param>
/// <param name="LeaseHeld">Whether the lease holds the automation back.</param>
/// <param name="Breaker">The circuit breaker of the web servers.</param>
/// <param name="Storm">The storm that is on; null when there is none.</param>
/// <param name="LastStorm">The storm before; null when there was none.</param>
/// <param name="Permits">Who acts on what.</param>
/// <param name="Refusals">Whom the guard refuses, and since when.</param>
/// <param name="CoolDowns">Targets that rest.</param>
/// <param name="RepairsHeldBy">The incidents that need the scale set's own automatic repairs suspended.</param>
/// <param name="RepairsSuspendedByUs">Whether the automation suspended them.</param>
/// <param name="Changes">What people and deployments changed, oldest first.</param>
/// <param name="Modes">How far the automation may go by itself.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Watchdog">The watchdog's last look; null before the first.</param>
/// <param name="SyntheticAlert">The last synthetic alert, with its latency; null when none has come yet.</param>
public sealed record AutomationView(
    bool Acts, string Reason, AutomationPause? Pause, DeploymentLease? Lease, bool LeaseHeld, Breaker Breaker, Storm? Storm,
    PastStorm? LastStorm,
    IReadOnlyList<Permit> Permits, IReadOnlyList<OngoingRefusal> Refusals, IReadOnlyList<CoolDown> CoolDowns,
    IReadOnlyList<string> RepairsHeldBy, bool RepairsSuspendedByUs, IReadOnlyList<GuardChange> Changes,
    ModeOptions Modes, GuardOptions Limits, WatchdogCheck? Watchdog, SyntheticArrival? SyntheticAlert)
{
    /// <summary>Gets the circuit breaker of the database.</summary>
    public required Breaker DatabaseBreaker { get; init; }

    /// <summary>Returns the state at a moment.</summary>
    public static AutomationView Of(GuardState guard, WatchdogState watch, IncidentSettings settings, DateTime now)
    {
        GuardState state = GuardExpiry.At(guard, now, settings.Guard);
        now = state.Time;
        string?[] reasons = [
            GuardPolicy.HoldsBack(state, "", now)?.Reason, GuardPolicy.HoldsBack(state, IncidentKey.Database, now)?.Reason];
        string[] holding = [.. reasons.OfType<string>().Distinct()];
        return new(
            reasons.Contains(null), Sentence(holding), state.Pause, state.Lease, state.Lease?.IsHeld(now) == true, state.Breaker,
            state.Storm, state.LastStorm, [.. state.Permits.Select(Shown)], state.Refusals, state.CoolDowns, state.Hold.Holders,
            state.Hold.IsSuspendedByUs, state.Changes, settings.Modes, settings.Guard, watch.Memory.Last, watch.Synthetic)
        {
            DatabaseBreaker = state.DatabaseBreaker,
        };
    }

    private static string Sentence(string[] holding)
    {
        if (holding.Length == 0)
        {
            return "Automation acts: nothing holds it back";
        }

        return string.Join("; ", holding);
    }

    // The URLs are for the automation only.
    private static Permit Shown(Permit permit) => permit with
    {
        Left = permit.Left is { } left ? left with { StatusUrl = null } : null,
        Accepted = permit.Accepted is { } accepted ? accepted with { StatusUrl = null } : null,
    };
}
