namespace Steadfast.Local.Runtime;

/// <summary>A replay asked for something else than its history holds. The instance fails; the message names the event.</summary>
public sealed class NonDeterministicOrchestrationException : Exception
{
    /// <summary>Names the event, what the history expects and what the code did.</summary>
    /// <param name="orchestrator">Name of the orchestrator.</param>
    /// <param name="position">Index of the event in the history.</param>
    /// <param name="expected">The event in the history.</param>
    /// <param name="came">What the code asked for instead.</param>
    public NonDeterministicOrchestrationException(string orchestrator, int position, string expected, string came)
        : base($"Non-deterministic orchestrator '{orchestrator}': event {position} of its history is {expected}, but the code {came}. " +
            "An orchestrator must ask for the same things in the same order on every replay; give changed code a new name, or let running instances end first.")
    {
        Position = position;
        Expected = expected;
        Came = came;
    }

    /// <summary>Index of the event in the history.</summary>
    public int Position { get; }

    /// <summary>What the history holds.</summary>
    public string Expected { get; }

    /// <summary>What the code did instead.</summary>
    public string Came { get; }
}
