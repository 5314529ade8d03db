namespace Steadfast.Functions.Guard;

/// <summary>A person pauses the automation.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="Until">When the pause ends by itself, UTC; null: when it is resumed.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record PauseRequest(string Id, string Reason, string By, DateTime? Until, DateTime Now);

/// <summary>A person lets the automation act again.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="By">Who.</param>
/// <param name="Rearm">Whether the breaker is closed as well.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record ResumeRequest(string Id, string By, bool Rearm, DateTime Now);

/// <summary>A deployment takes the lease, or holds it for longer.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="Owner">Which deployment.</param>
/// <param name="Until">Until when, UTC.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record LeaseRequest(string Id, string Owner, DateTime Until, DateTime Now);

/// <summary>A deployment gives the lease back.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="Owner">Which deployment.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record LeaseRelease(string Id, string Owner, DateTime Now);

/// <summary>The watchdog has looked at the whole tier.</summary>
/// <param name="Sick">How many instances do not serve.</param>
/// <param name="Total">How many there are; 0 when the scale set could not be read.</param>
/// <param name="Now">The moment, UTC.</param>
/// <param name="Limits">The limits.</param>
public sealed record TierCount(int Sick, int Total, DateTime Now, GuardOptions Limits);
