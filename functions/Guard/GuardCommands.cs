using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Guard;

/// <summary>
/// Carries out changes that people and deployments ask for. Pure. Each request is carried out once, and what came of it is kept.
/// </summary>
public static class GuardCommands
{
    private const int MaxChanges = 50;

    /// <summary>Pauses the automation. A second pause takes the place of the first.</summary>
    public static GuardState Pause(GuardState state, PauseRequest request) => Once(state, request.Id, request.Now, before =>
    {
        AutomationPause pause = new(request.Reason, request.By, before.Time, request.Until + Shift(before, request.Now));
        return (before with { Pause = pause }, GuardText.Paused(pause, before.Time), true);
    });

    /// <summary>Ends the pause, and closes both breakers when asked to.</summary>
    public static GuardState Resume(GuardState state, ResumeRequest request) => Once(state, request.Id, request.Now, before =>
    {
        GuardState after = before with { Pause = null };
        if (request.Rearm)
        {
            after = after with { Breaker = new([], null), DatabaseBreaker = new([], null) };
        }

        return (after, GuardText.Resumed(request.By, request.Rearm), true);
    });

    /// <summary>
    /// Gives the lease to its owner, to whom it may belong already; nobody can take it from another owner before it runs out.
    /// </summary>
    public static GuardState TakeLease(GuardState state, LeaseRequest request) => Once(state, request.Id, request.Now, before =>
    {
        if (before.Lease is { } held && held.IsHeld(before.Time) && held.Owner != request.Owner)
        {
            return (before, GuardText.LeaseNotGiven(request.Owner, held, before.Time), false);
        }

        DeploymentLease lease = new(request.Owner, HeldSince(before, request.Owner), request.Until + Shift(before, request.Now));
        return (before with { Lease = lease }, GuardText.LeaseHeld(lease, before.Time), true);
    });

    /// <summary>Takes the lease back from its owner. One that is not held is released already.</summary>
    public static GuardState ReleaseLease(GuardState state, LeaseRelease release) => Once(state, release.Id, release.Now, before =>
    {
        if (before.Lease is { } held && held.Owner != release.Owner && held.IsHeld(before.Time))
        {
            return (before, GuardText.LeaseNotReleased(release.Owner, held, before.Time), false);
        }

        return (Released(before, release.Owner), GuardText.LeaseReleased(release.Owner), true);
    });

    /// <summary>Forgets a lease that ran out, because that has been reported.</summary>
    /// <param name="reported">The lease that was reported; another one that was taken since stays.</param>
    public static GuardState LeaseReported(GuardState state, DeploymentLease reported)
    {
        if (state.Lease != reported)
        {
            return state;
        }

        return state with { Lease = null };
    }

    /// <summary>Takes in what the watchdog has seen: storms begin and end, and what has run out goes.</summary>
    public static GuardState See(GuardState state, TierCount seen)
    {
        GuardState current = GuardExpiry.At(state, seen.Now, seen.Limits);
        return StormPolicy.See(current, seen.Sick, seen.Total, current.Time);
    }

    /// <summary>
    /// Tells whether the guard must hear of a look: most of them change nothing but the time, which is said once a minute.
    /// </summary>
    public static bool WouldChange(GuardState state, TierCount seen)
    {
        GuardState after = See(state, seen);
        return (after.Storm, after.Pause, after.Permits.Count, after.Unconfirmed)
            != (state.Storm, state.Pause, state.Permits.Count, state.Unconfirmed)
            || (after.Time - state.Time).Duration() >= GuardClock.SaidEvery;
    }

    private static GuardState Once(
        GuardState state, string id, DateTime now, Func<GuardState, (GuardState State, Statement Says, bool IsDone)> change)
    {
        if (state.Changes.Any(made => made.Id == id))
        {
            return state;
        }

        var (after, says, isDone) = change(GuardClock.Hear(state, now));
        return after with { Changes = [.. after.Changes.TakeLast(MaxChanges - 1), new(id, after.Time, says.Text, isDone)] };
    }

    private static GuardState Released(GuardState before, string owner)
    {
        if (before.Lease?.Owner != owner)
        {
            return before;
        }

        return before with { Lease = null };
    }

    private static DateTime HeldSince(GuardState state, string owner)
    {
        if (state.Lease is { } lease && lease.Owner == owner && lease.IsHeld(state.Time))
        {
            return lease.Since;
        }

        return state.Time;
    }

    // Somebody whose clock is far off wants a span of time, not its end.
    private static TimeSpan Shift(GuardState state, DateTime claimed) => state.Time - claimed;
}
