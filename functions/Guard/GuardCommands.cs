using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Guard;

/// <summary>Changes that people and deployments may make. Pure. Every request is carried out once, and what came of it is kept.</summary>
public static class GuardCommands
{
    private const int MaxChanges = 50;

    /// <summary>Pauses. A second pause takes the place of the first.</summary>
    public static GuardState Pause(GuardState state, PauseRequest request) => Once(state, request.Id, request.Now, before =>
    {
        DateTime? end = request.Until is { } wanted ? Shifted(before, request.Now, wanted) : null;
        AutomationPause pause = new(request.Reason, request.By, before.Time, end);
        return (before with { Pause = pause }, GuardText.Paused(pause, before.Time), true);
    });

    /// <summary>Ends the pause, and closes both breakers when asked to.</summary>
    public static GuardState Resume(GuardState state, ResumeRequest request) => Once(state, request.Id, request.Now, before => (
        before with
        {
            Pause = null,
            Breaker = request.Rearm ? new([], null) : before.Breaker,
            DatabaseBreaker = request.Rearm ? new([], null) : before.DatabaseBreaker,
        },
        GuardText.Resumed(request.By, request.Rearm),
        true));

    /// <summary>
    /// Gives the lease to its owner, to whom it may belong already; nobody can take it from another owner before it runs out.
    /// </summary>
    public static GuardState TakeLease(GuardState state, LeaseRequest request) => Once(state, request.Id, request.Now, before =>
    {
        if (before.Lease is { } held && held.IsHeld(before.Time) && held.Owner != request.Owner)
        {
            return (before, GuardText.LeaseNotGiven(request.Owner, held, before.Time), false);
        }

        DateTime until = Shifted(before, request.Now, request.Until);
        DeploymentLease lease = new(request.Owner, Since(before, request.Owner), until);
        return (before with { Lease = lease }, GuardText.LeaseHeld(lease, before.Time), true);
    });

    /// <summary>Takes the lease back from its owner. One that is not held is released already.</summary>
    public static GuardState ReleaseLease(GuardState state, LeaseRelease release) => Once(state, release.Id, release.Now, before =>
        before.Lease is { } held && held.Owner != release.Owner && held.IsHeld(before.Time)
            ? (before, GuardText.LeaseNotReleased(release.Owner, held, before.Time), false)
            : (Released(before, release.Owner), GuardText.LeaseReleased(release.Owner), true));

    /// <summary>A lease that ran out has been reported; it need not be remembered any more.</summary>
    /// <param name="reported">The lease that was reported; another one that was taken since stays.</param>
    public static GuardState LeaseReported(GuardState state, DeploymentLease reported) =>
        state.Lease == reported ? state with { Lease = null } : state;

    /// <summary>The watchdog has looked: storms begin and end, and what has run out goes.</summary>
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
        return (
            after.Storm, after.Pause, after.Permits.Count, after.Unconfirmed) != (state.Storm, state.Pause, state.Permits.Count, state.Unconfirmed)
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

    private static GuardState Released(GuardState before, string owner) =>
        before.Lease?.Owner == owner ? before with { Lease = null } : before;

    private static DateTime Since(GuardState state, string owner) =>
        state.Lease is { } before && before.Owner == owner && before.IsHeld(state.Time) ? before.Since : state.Time;

    // Somebody whose clock is far off wants a span of time, not its end.
    private static DateTime Shifted(GuardState state, DateTime claimed, DateTime until) => until + (state.Time - claimed);
}
