namespace Steadfast.Local.Runtime;

/// <summary>What Azure Storage does not take from an orchestrator.</summary>
internal static class StorageLimits
{
    /// <summary>What Azure takes. It binds in every mode, so that every test sees what would fail there.</summary>
    public static readonly StorageBehavior OfAzure = new();

    /// <summary>The outcome of a run, or its failure when something in it cannot be stored.</summary>
    public static RunOutcome Bounded(RunOutcome outcome, StorageBehavior behavior)
    {
        string? objection = Objection(outcome, behavior);
        return objection is null ? outcome : RunOutcome.Failed(FailureDescription.From(new ArgumentException(objection)));
    }

    private static string? Objection(RunOutcome outcome, StorageBehavior behavior)
    {
        int status = (outcome.CustomStatus?.Length ?? 0) * sizeof(char);
        if (outcome.StatusSet && status > behavior.MaxCustomStatus)
        {
            return $"The custom status has {status} bytes of UTF-16; Azure Storage takes {behavior.MaxCustomStatus}.";
        }

        HistoryEvent? child = outcome.Asked.FirstOrDefault(asked => asked.Kind == EventKind.SubOrchestrationCreated && !StartMessage.IsAllowed(asked.Target!));
        return child is null ? null : StartMessage.Refusal(child.Target!);
    }
}
