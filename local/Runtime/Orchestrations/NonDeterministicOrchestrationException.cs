namespace Steadfast.Local.Runtime;

/// <summary>A replay asked for something else than its history holds. The instance fails; the message names the event.</summary>
public sealed class NonDeterministicOrchestrationException : Exception
{
    /// <summary>Names the event, what the history expects and what the code did.</summary>
    public NonDeterministicOrchestrationException(string orchestrator, int position, string expected, string came)
        : base($"Non-deterministic orchestrator '{orchestrator}': event {position} of its history is {expected}, but the code {came}. " +
            "An orchestrator must ask for the same things in the same order on every replay; give changed code a new name, or let running "
                + "instances end first.")
    {
        Position = position;
        Expected = expected;
        Came = came;
    }

    /// <summary>Index of the event in the history.</summary>
    public int Position { get; }

    /// <summary>Request that the history holds.</summary>
    public string Expected { get; }

    /// <summary>Request that the code made instead.</summary>
    public string Came { get; }
}
