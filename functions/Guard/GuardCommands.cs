using System.Globalization;

namespace Steadfast.Functions.Guard;

/// <summary>What people and deployments may change. Pure. Every request is carried out once, and what came of it is kept.</summary>
public static class GuardCommands
{
    private const int MaxChanges = 50;

    /// <summary>Pauses. A second pause takes the place of the first.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="request">Who, why and how long.</param>
    public static GuardState Pause(GuardState state, PauseRequest request) => Once(state, request.Id, request.Now, before =>
    {
        string until = request.Until is { } end ? $"until {Moment(end)}" : "until it is resumed";
        return (before with { Pause = new(request.Reason, request.By, request.Now, request.Until) }, $"{request.By} paused the automation {until}: {request.Reason}", true);
    });

    /// <summary>Ends the pause, and closes both breakers when asked to.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="request">Who.</param>
    public static GuardState Resume(GuardState state, ResumeRequest request) => Once(state, request.Id, request.Now, before => (
        before with
        {
            Pause = null,
            Breaker = request.Rearm ? new([], null) : before.Breaker,
            DatabaseBreaker = request.Rearm ? new([], null) : before.DatabaseBreaker,
        },
        $"{request.By} resumed the automation{(request.Rearm ? " and re-armed it" : "")}",
        true));

    /// <summary>Gives the lease to its owner, to whom it may belong already; nobody can take it from another owner before it runs out.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="request">Who and how long.</param>
    public static GuardState TakeLease(GuardState state, LeaseRequest request) => Once(state, request.Id, request.Now, before =>
        before.Lease is { } held && held.IsHeld(request.Now) && held.Owner != request.Owner
            ? (before, $"{request.Owner} asked for the deployment lease, which {held.Owner} holds until {Moment(held.Until)}", false)
            : (before with { Lease = new(request.Owner, Since(before.Lease, request), request.Until) }, $"{request.Owner} holds the deployment lease until {Moment(request.Until)}", true));

    /// <summary>Takes the lease back from its owner. One that is not held is released already.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="release">Who.</param>
    public static GuardState ReleaseLease(GuardState state, LeaseRelease release) => Once(state, release.Id, release.Now, before =>
        before.Lease is { } held && held.Owner != release.Owner && held.IsHeld(release.Now)
            ? (before, $"{release.Owner} wanted to release the deployment lease, which {held.Owner} holds", false)
            : (before.Lease?.Owner == release.Owner ? before with { Lease = null } : before, $"{release.Owner} released the deployment lease", true));

    /// <summary>A lease that ran out has been reported; it need not be remembered any more.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="reported">The lease that was reported; another one that was taken since stays.</param>
    public static GuardState LeaseReported(GuardState state, DeploymentLease reported) => state.Lease == reported ? state with { Lease = null } : state;

    /// <summary>The watchdog has looked: storms begin and end, and what has run out goes.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="seen">What it saw.</param>
    public static GuardState See(GuardState state, TierCount seen) =>
        StormPolicy.See(GuardExpiry.At(state, seen.Now, seen.Limits), seen.Sick, seen.Total, seen.Now);

    /// <summary>Whether a look has to be told to the guard: most of them change nothing.</summary>
    /// <param name="state">The state.</param>
    /// <param name="seen">What was seen.</param>
    public static bool WouldChange(GuardState state, TierCount seen)
    {
        GuardState after = See(state, seen);
        return (after.Storm, after.Pause, after.Permits.Count) != (state.Storm, state.Pause, state.Permits.Count);
    }

    private static GuardState Once(GuardState state, string id, DateTime now, Func<GuardState, (GuardState State, string Text, bool IsDone)> change)
    {
        if (state.Changes.Any(made => made.Id == id))
        {
            return state;
        }

        var (after, text, isDone) = change(state);
        return after with { Changes = [.. after.Changes.TakeLast(MaxChanges - 1), new(id, now, text, isDone)] };
    }

    private static DateTime Since(DeploymentLease? before, LeaseRequest request) =>
        before?.Owner == request.Owner && before.IsHeld(request.Now) ? before.Since : request.Now;

    private static string Moment(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
