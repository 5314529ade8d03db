namespace Steadfast.Functions.Guard;

/// <summary>Applies the mere passing of time to the state. Pure.</summary>
public static class GuardExpiry
{
    // Whoever waits asks several times a minute, so who has not asked for so long does not wait any more.
    private static readonly TimeSpan RefusalsKept = TimeSpan.FromHours(1);

    // An id may be used again when it was purged, an hour after its end at the earliest. One that is still there by then is given up again.
    private static readonly TimeSpan GivenUpKept = TimeSpan.FromHours(1);

    /// <summary>
    /// Returns the state without what has run out. A lease that ran out stays until it is released or reported: somebody forgot it.
    /// </summary>
    /// <param name="claimed">The moment, UTC, by the clock of whoever asks; the one that is believed is the state's.</param>
    public static GuardState At(GuardState before, DateTime claimed, GuardOptions limits)
    {
        GuardState state = GuardClock.Hear(before, claimed);
        DateTime now = state.Time;
        Permit[] valid = [.. state.Permits.Where(permit => permit.VoidAt > now)];
        GuardState kept = state with
        {
            Pause = state.Pause?.Until <= now ? null : state.Pause,
            Permits = valid,
            CoolDowns = [.. state.CoolDowns.Where(rest => rest.Until > now)],
            Repairs = [.. state.Repairs.Where(repair => repair.IsRemembered(now, limits))],
            Refusals = [.. state.Refusals.Where(refused => refused.Last > now - RefusalsKept)],
            Revocations = [.. state.Revocations.Where(known => !(known.GivenUpAt <= now - GivenUpKept))],
        };

        // A canary whose permit is void was given up; another one may be tried.
        if (kept.Storm is { Canary: CanaryState.Trying, CanaryIncident: { } canary } && !valid.Any(permit => permit.IncidentId == canary))
        {
            return StormPolicy.Tried(kept, canary, CanaryState.None);
        }

        return kept;
    }
}
