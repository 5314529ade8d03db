using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>Result of a run: what it newly asks for, and how it ended if it did.</summary>
internal sealed record RunOutcome
{
    /// <summary>Requests of the code that the history does not hold yet.</summary>
    public IReadOnlyList<HistoryEvent> Asked { get; init; } = [];

    /// <summary>Timers the code gave up during the new events or the replay.</summary>
    public IReadOnlySet<int> CanceledTimers { get; init; } = new HashSet<int>();

    public bool IsOver { get; init; }

    public bool ContinueAsNew { get; init; }

    /// <summary>The output, or the next input of a continue-as-new.</summary>
    public string? Output { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    public IReadOnlyList<HistoryEvent> CarriedEvents { get; init; } = [];

    public bool StatusSet { get; init; }

    public string? CustomStatus { get; init; }

    /// <summary>Set when the code and the history do not fit.</summary>
    public NonDeterministicOrchestrationException? Mismatch { get; init; }

    public static RunOutcome Failed(TaskFailureDetails failure, NonDeterministicOrchestrationException? mismatch = null) =>
        new() { IsOver = true, Failure = failure, Mismatch = mismatch };

    public RunOutcome WithFailure(TaskFailureDetails failure) => this with { IsOver = true, Failure = failure };
}
