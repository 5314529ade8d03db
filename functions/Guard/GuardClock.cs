namespace Steadfast.Functions.Guard;

/// <summary>A moment that is too far from the guard's time to be believed at once.</summary>
/// <param name="First">The first of the moments that uphold each other, UTC.</param>
/// <param name="Last">The last of them, UTC.</param>
public sealed record UnconfirmedTime(DateTime First, DateTime Last);

/// <summary>
/// The time of the guard. Its requests come from many hosts, and the clock of one of them may be hours wrong: that must neither void
/// permits, end a pause, nor make one last for hours. A moment further away than <see cref="MaxStep"/> is believed when it has been upheld
/// for as long and nobody has said otherwise. Pure. The watchdog says every minute how late it is, so a guard of which nothing is wanted
/// does not fall behind.
/// </summary>
public static class GuardClock
{
    /// <summary>The furthest that one request moves the guard's time.</summary>
    public static readonly TimeSpan MaxStep = TimeSpan.FromMinutes(2);

    /// <summary>The time between two reports of the watchdog to the guard when nothing else is to be said.</summary>
    public static readonly TimeSpan SaidEvery = TimeSpan.FromMinutes(1);

    // Between two that uphold each other. Where no watchdog looks, requests are rare.
    private static readonly TimeSpan MaxSilence = TimeSpan.FromMinutes(20);

    /// <summary>The state after somebody has said how late it is.</summary>
    public static GuardState Hear(GuardState state, DateTime claimed)
    {
        if (state.Time == default || (claimed - state.Time).Duration() <= MaxStep)
        {
            return state with { Time = claimed, Unconfirmed = null };
        }

        bool isUpheld = state.Unconfirmed is { } unconfirmed && claimed >= unconfirmed.Last && claimed - unconfirmed.Last <= MaxSilence;
        UnconfirmedTime now = new(isUpheld ? state.Unconfirmed!.First : claimed, claimed);
        return now.Last - now.First >= MaxStep ? state with { Time = claimed, Unconfirmed = null } : state with { Unconfirmed = now };
    }

    /// <summary>The moment that is believed when somebody says how late it is.</summary>
    public static DateTime Believe(GuardState state, DateTime claimed) => Hear(state, claimed).Time;
}
