namespace Steadfast.Local.Stack.Caches;

/// <summary>A cache cannot be had; the message says why.</summary>
public sealed class CacheException(string message) : Exception(message);
