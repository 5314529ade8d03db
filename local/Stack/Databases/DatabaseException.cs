namespace Steadfast.Local.Stack.Databases;

/// <summary>A database server, or the pair, could not do what it was asked to do; the message says why in a sentence.</summary>
public class DatabaseException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A failover that was not begun: everything is as it was, and the message says what stands in the way.</summary>
public sealed class FailoverRefusedException(string message, Exception? inner = null) : DatabaseException(message, inner);
