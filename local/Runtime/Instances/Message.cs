namespace Steadfast.Local.Runtime;

/// <summary>Something for one instance to take note of.</summary>
/// <param name="Number">Its number when it must survive a crash; 0 for what is made again after one (activity results, timers).</param>
/// <param name="To">The receiving instance or entity.</param>
/// <param name="Execution">The execution it is for; null for whichever is current.</param>
/// <param name="Event">What the receiver's history will say.</param>
/// <param name="DueAt">Not to be delivered before (UTC); null for at once.</param>
internal sealed record Message(long Number, string To, string? Execution, HistoryEvent Event, DateTime? DueAt = null);
