namespace Steadfast.Functions.Watchdog;

/// <summary>Plays an incident through in memory, so that the first real one does not wait until its code is compiled.</summary>
public interface IRehearsal
{
    /// <summary>Plays it beside everything else, unless that was done in this process.</summary>
    /// <returns>Completes when it has been played, or has failed.</returns>
    Task Begin();
}
