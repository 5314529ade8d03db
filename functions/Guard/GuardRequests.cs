namespace Steadfast.Functions.Guard;

/// <summary>Asks the guard to pause the automation, in the name of a person.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
/// <param name="Until">When the pause ends by itself, UTC; null: when it is resumed.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record PauseRequest(string Id, string Reason, string By, DateTime? Until, DateTime Now);

/// <summary>Asks the guard to let the automation act again, in the name of a person.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="By">Who.</param>
/// <param name="Rearm">Whether the breaker is closed as well.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record ResumeRequest(string Id, string By, bool Rearm, DateTime Now);

/// <summary>Asks the guard for the lease of a deployment, or to hold it for longer.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="Owner">Which deployment.</param>
/// <param name="Until">Until when, UTC.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record LeaseRequest(string Id, string Owner, DateTime Until, DateTime Now);

/// <summary>Gives the lease of a deployment back.</summary>
/// <param name="Id">Id of the request; it is carried out once.</param>
/// <param name="Owner">Which deployment.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record LeaseRelease(string Id, string Owner, DateTime Now);

/// <summary>Tells the guard what the watchdog has seen of the whole tier.</summary>
/// <param name="Sick">Number of instances that do not serve.</param>
/// <param name="Total">Number of all instances; 0 when the scale set could not be read.</param>
/// <param name="Now">The moment, UTC.</param>
public sealed record TierCount(int Sick, int Total, DateTime Now, GuardOptions Limits);
