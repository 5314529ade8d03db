using System.Text;
using Microsoft.DurableTask;

namespace Steadfast.Local.Runtime;

/// <summary>
/// The largest texts that a runtime stores. They bind in every mode, so that every test sees what fails on Azure Storage, or is slow there.
/// What is larger fails whatever asked for it: the call of a client, the orchestration, the activity, the operation of the entity.
/// </summary>
public sealed record StorageLimits
{
    /// <summary>Those of Azure Storage itself, which stores a message of any length in the end.</summary>
    public static StorageLimits OfAzure { get; } = new() { MaxMessage = null };

    /// <summary>
    /// The longest custom status, in bytes of UTF-16. Default: 16 KB. A longer one fails its orchestration on Azure Storage.
    /// </summary>
    public int MaxCustomStatus { get; init; } = 16 * 1024;

    /// <summary>
    /// The largest input, event, result, output, failure and state of an entity, in bytes of UTF-8. Default: 64 KB. Azure Storage writes
    /// what is larger to a blob, and reads that back each time it is needed. Null: any length.
    /// </summary>
    public int? MaxMessage { get; init; } = 64 * 1024;

    /// <summary>Requires that a text can be stored.</summary>
    /// <param name="what">Name of the text: "input of the orchestration 'one'".</param>
    /// <exception cref="ArgumentException">It is too long.</exception>
    internal void Require(string what, string? text)
    {
        if (Objection(what, text) is { } objection)
        {
            throw new ArgumentException(objection);
        }
    }

    /// <summary>The failure, or one that says that it cannot be stored.</summary>
    internal TaskFailureDetails Bounded(TaskFailureDetails failure)
    {
        // The longest first, so that the message of the failure itself is named where that is what is too long.
        string all = string.Concat(Chain(failure).Select(one => $"{one.ErrorMessage}{one.StackTrace}"));
        return Objection($"failure {failure.ErrorType}", all) is { } objection
            ? FailureDescription.From(new ArgumentException(objection))
            : failure;
    }

    /// <summary>The outcome of a run, or its failure when something in it cannot be stored.</summary>
    internal RunOutcome Bounded(RunOutcome outcome)
    {
        if (Objection(outcome) is { } objection)
        {
            return RunOutcome.Failed(FailureDescription.From(new ArgumentException(objection)));
        }

        return outcome.Failure is { } failure ? outcome with { Failure = Bounded(failure) } : outcome;
    }

    private static IEnumerable<TaskFailureDetails> Chain(TaskFailureDetails failure)
    {
        for (TaskFailureDetails? one = failure; one is not null; one = one.InnerFailure)
        {
            yield return one;
        }
    }

    private string? Objection(RunOutcome outcome)
    {
        int status = (outcome.CustomStatus?.Length ?? 0) * sizeof(char);
        if (outcome.StatusSet && status > MaxCustomStatus)
        {
            return $"The custom status has {status} bytes of UTF-16; Azure Storage takes {MaxCustomStatus}.";
        }

        HistoryEvent? child = outcome.Asked.FirstOrDefault(
            asked => asked.Kind == EventKind.SubOrchestrationCreated && !StartMessage.IsAllowed(asked.Target!));
        if (child is not null)
        {
            return StartMessage.Refusal(child.Target!);
        }

        string ending = outcome.ContinueAsNew ? "next input" : "output";
        return outcome.Asked.Select(asked => Objection($"input of {asked.Description}", asked.Data))
            .FirstOrDefault(objection => objection is not null)
            ?? Objection(ending, outcome.Output);
    }

    // Three bytes are the most that a character of UTF-16 takes: most texts are known to be short enough without being read.
    private string? Objection(string what, string? text) =>
        MaxMessage is { } most
            && text is not null && text.Length > most / 3 && Encoding.UTF8.GetByteCount(text) is var bytes && bytes > most
            ? $"The {what} has {bytes} bytes; {most} are kept without a blob in Azure Storage."
            : null;
}
