using System.Text.Json;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Frees a key that is held by an incident which does not run: its start was lost, somebody suspended it, or nothing has been heard of it
/// for long. Nobody is to be told that it takes care of anything, and whatever it may still do when it wakes after all, the guard refuses.
/// </summary>
internal static class StuckIncidents
{
    private const string GivenUp = "the watchdog gave the incident up: ";

    /// <summary>Ends it from outside. What a person ordered and it never began is handed to the next incident under its key.</summary>
    public static async Task GiveUpAsync(
        DurableTaskClient client, string id, string why, TimeProvider clock, CancellationToken cancellation)
    {
        // First the guard: from then on it neither acts nor counts as open, whether or not the back end can end it.
        PermitRevocation given = new(id, "the watchdog") { GivenUpAt = clock.GetUtcNow().UtcDateTime };
        await client.Entities.SignalEntityAsync(GuardEntity.Id, nameof(GuardEntity.Revoke), given, null, cancellation);
        if (await IncidentReader.MetadataAsync(client, id, cancellation) is not { IsCompleted: false } found)
        {
            return;
        }

        if (found is { RuntimeStatus: OrchestrationRuntimeStatus.Pending }
            && found.ReadInputAs<RecoveryInput>() is { IsManual: true } ordered)
        {
            await UntilFreeAsync(client, ordered.Key, id, clock, cancellation);
            await IncidentStart.OpenAsync(client, ordered, complete: null, cancellation);
        }

        await client.TerminateInstanceAsync(id, (object)$"{GivenUp}{why}", cancellation);
    }

    /// <summary>Reads the reason for which it was given up; null when it was not.</summary>
    /// <param name="metadata">An incident that was terminated, read with inputs and outputs.</param>
    public static string? WhyGivenUp(OrchestrationMetadata metadata)
    {
        try
        {
            if (metadata.ReadOutputAs<string>() is { } said && said.StartsWith(GivenUp, StringComparison.Ordinal))
            {
                return said;
            }
        }
        catch (JsonException)
        {
            // Whoever terminated it gave another output.
        }

        return null;
    }

    private static async Task UntilFreeAsync(
        DurableTaskClient client, string key, string id, TimeProvider clock, CancellationToken cancellation)
    {
        DateTimeOffset until = clock.GetUtcNow() + OpenIncidents.MaxWait;
        while (await OpenIncidents.FindAsync(client, key, cancellation) == id && clock.GetUtcNow() < until)
        {
            await Task.Delay(OpenIncidents.Pause, clock, cancellation);
        }
    }
}
