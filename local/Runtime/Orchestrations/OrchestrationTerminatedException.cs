namespace Steadfast.Local.Runtime;

/// <summary>A sub-orchestration was terminated while its parent waited for it.</summary>
public sealed class OrchestrationTerminatedException(string message) : Exception(message);
