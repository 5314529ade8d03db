using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>
/// Keeps the evidence of an instance: its output is the evidence, so it is kept as long as the incident and needs no other store.
/// </summary>
public static class EvidenceOrchestrator
{
    /// <summary>Begins the id of every piece of evidence.</summary>
    public const string IdPrefix = "evidence-";

    /// <summary>Builds the id of one piece of evidence of an incident.</summary>
    /// <param name="number">1 for the first.</param>
    public static string IdOf(string incidentId, int number) => $"{IdPrefix}{incidentId}-{number}";

    /// <summary>Saves it. A repair is never held up by evidence that cannot be had, so this ends well whatever happens.</summary>
    [Function(nameof(SaveEvidence))]
    public static async Task<Evidence> SaveEvidence(
        [OrchestrationTrigger] TaskOrchestrationContext context, EvidenceActivities.EvidenceInput input)
    {
        DateTime at = context.CurrentUtcDateTime;
        try
        {
            return await context.CallActivityAsync<Evidence>(nameof(EvidenceActivities.CollectEvidence), input with { At = at });
        }
        catch (TaskFailedException failure)
        {
            return new(input.Id, input.Target, at, [new("everything", "", $"not read ({failure.FailureDetails.ErrorType})")]);
        }
    }

    /// <summary>Saves evidence from within an incident.</summary>
    /// <param name="number">1 for the first evidence of this incident.</param>
    internal static async Task<EvidenceTaken> TakeAsync(
        TaskOrchestrationContext context, string target, int number, RecoveryOptions limits)
    {
        string id = IdOf(context.InstanceId, number);
        EvidenceActivities.EvidenceInput input = new(id, target, limits.EvidenceDeadline, context.InstanceId);
        var evidence = await context.CallSubOrchestratorAsync<Evidence>(
            nameof(SaveEvidence), input, new SubOrchestrationOptions(instanceId: id));
        return new(id, evidence.At, Summary(evidence, number));
    }

    private static string Summary(Evidence evidence, int number)
    {
        string[] read = [.. evidence.Parts.Where(part => part.Problem is null).Select(part => part.Source)];
        string[] missing = [.. evidence.Parts.Where(part => part.Problem is not null).Select(part => $"{part.Source} ({part.Problem})")];
        string saved = read.Length == 0 ? "nothing could be saved" : $"saved {string.Join(", ", read)}";
        string summary = $"Evidence {number} of instance {evidence.Target}: {saved}";
        if (missing.Length == 0)
        {
            return summary;
        }

        return $"{summary}; missing {string.Join(", ", missing)}";
    }
}
