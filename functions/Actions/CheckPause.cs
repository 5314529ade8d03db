namespace Steadfast.Functions.Actions;

/// <summary>Computes when to look again. Nothing else does. Pure.</summary>
public static class CheckPause
{
    /// <summary>The pause before the next look: at least what the platform asks for, and at most the longest wait.</summary>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    /// <param name="longest">The longest wait.</param>
    public static TimeSpan For(TimeSpan wanted, TimeSpan? asked, TimeSpan longest)
    {
        TimeSpan pause = asked > wanted ? asked.Value : wanted;
        return pause < longest ? pause : longest;
    }

    /// <summary>
    /// The same for what is waited for until a deadline: the last look is made at the deadline, however long the platform asks to wait.
    /// </summary>
    /// <param name="asked">The pause that the platform asks for; null when it does not.</param>
    /// <param name="longest">The longest wait.</param>
    /// <returns>Null when the deadline has come: the look that was just made was the last.</returns>
    public static TimeSpan? Until(DateTime deadline, DateTime now, TimeSpan wanted, TimeSpan? asked, TimeSpan longest)
    {
        TimeSpan left = deadline - now;
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        TimeSpan pause = For(wanted, asked, longest);
        return pause < left ? pause : left;
    }
}
