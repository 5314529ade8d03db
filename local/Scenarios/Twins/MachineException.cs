namespace Steadfast.Local.Scenarios.Twins;

/// <summary>
/// This machine does not let a twin run: an address is taken, or a folder cannot be written to. Its message says what to do.
/// </summary>
public sealed class MachineException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
