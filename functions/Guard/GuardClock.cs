namespace Steadfast.Functions.Guard;

/// <summary>Carries a moment that is too far from the guard's time to be believed at once.</summary>
/// <param name="First">The first of the moments that uphold each other, UTC.</param>
/// <param name="Last">The last of them, UTC.</param>
public sealed record UnconfirmedTime(DateTime First, DateTime Last);

/// <summary>
/// Keeps the time of the guard. Its requests come from many hosts, and the clock of one of them may be hours wrong: that must neither void
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

    /// <summary>Returns the state after somebody has said how late it is.</summary>
    public static GuardState Hear(GuardState state, DateTime claimed)
    {
        bool isNear = state.Time == default || (claimed - state.Time).Duration() <= MaxStep;
        DateTime upheldSince = UpheldSince(state.Unconfirmed, claimed);
        if (isNear || claimed - upheldSince >= MaxStep)
        {
            return state with { Time = claimed, Unconfirmed = null };
        }

        return state with { Unconfirmed = new(upheldSince, claimed) };
    }

    /// <summary>Returns the moment that is believed when somebody says how late it is.</summary>
    public static DateTime Believe(GuardState state, DateTime claimed) => Hear(state, claimed).Time;

    private static DateTime UpheldSince(UnconfirmedTime? told, DateTime claimed)
    {
        if (told is not null && claimed >= told.Last && claimed - told.Last <= MaxSilence)
        {
            return told.First;
        }

        return claimed;
    }
}
