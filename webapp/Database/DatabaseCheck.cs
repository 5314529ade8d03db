namespace Steadfast.WebApp.Database;

/// <summary>Result of one look at the database, over a connection made for it.</summary>
/// <param name="Failure">Why it could not be used; null when it answered.</param>
/// <param name="Writable">False when the server says that it takes no writes.</param>
/// <param name="Server">Which server answered; changes when the name has moved on to another one. Null when none did.</param>
/// <param name="Latency">From opening the connection to the answer.</param>
internal sealed record DatabaseCheck(FailureKind? Failure, bool Writable, string? Server, TimeSpan Latency);

/// <summary>A write that was refused.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Age">How long ago.</param>
internal sealed record RefusedWrite(FailureKind Kind, TimeSpan Age);
