using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Actions;

/// <summary>Computes when to check again.</summary>
public static class CheckPause
{
    /// <summary>The pause before the next look: never shorter than the platform asks for, and never longer than two minutes for its sake.</summary>
    /// <param name="wanted">The pause that is wanted.</param>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    public static TimeSpan For(TimeSpan wanted, TimeSpan? asked)
    {
        TimeSpan bounded = asked > ArmFailure.MaxPause ? ArmFailure.MaxPause : asked ?? TimeSpan.Zero;
        return bounded > wanted ? bounded : wanted;
    }
}
