using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Shows the evidence that was saved of an instance.</summary>
public sealed partial class EvidenceTrigger(EvidenceStore store)
{
    private const int RetryAfterSeconds = 5;

    // Less than what has ended is always kept.
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(10);

    /// <summary>Answers <c>GET /api/incidents/{id}/evidence/{number}</c>: one piece of evidence of an incident, counted from 1.</summary>
    /// <returns>
    /// 200 with an <see cref="Evidence"/>; 304 when it is what the caller has; 404 when there is none; 503 while the container it is in
    /// cannot be used.
    /// </returns>
    [Function("ShowEvidence")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "incidents/{id}/evidence/{number}")] HttpRequest request,
        string id,
        string number,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (OtherSites.Refusal(request) is { } elsewhere)
        {
            return elsewhere;
        }

        if (!IdShape().IsMatch(id) || !NumberShape().IsMatch(number))
        {
            return NotFound();
        }

        string evidenceId = EvidenceOrchestrator.IdOf(id, int.Parse(number, CultureInfo.InvariantCulture));
        OrchestrationMetadata? saved = await client.GetInstanceAsync(evidenceId, getInputsAndOutputs: true, cancellation);
        if (saved is not { Name: nameof(EvidenceOrchestrator.SaveEvidence), RuntimeStatus: OrchestrationRuntimeStatus.Completed })
        {
            return NotFound();
        }

        OrchestrationMetadata? incident = await client.GetInstanceAsync(id, getInputsAndOutputs: false, cancellation);
        if (incident is not null && IsOfAnother(saved.CreatedAt, incident.CreatedAt))
        {
            return NotFound();
        }

        return await AnswerAsync(request, saved.ReadOutputAs<Evidence>()!, cancellation);
    }

    /// <summary>
    /// Tells whether evidence is of an incident before that had the same id. Histories are kept for a while after their end, so it is older
    /// by more than two clocks differ.
    /// </summary>
    internal static bool IsOfAnother(DateTimeOffset saved, DateTimeOffset opened) => saved < opened - ClocksDiffer;

    private async Task<IActionResult> AnswerAsync(HttpRequest request, Evidence evidence, CancellationToken cancellation)
    {
        if (evidence.Blob is not { } blob)
        {
            return Answers.Json(request, evidence);
        }

        try
        {
            if (await store.FindAsync(blob, cancellation) is { } kept)
            {
                return Answers.Json(request, kept);
            }

            return Problems.NotFound("This evidence was kept for a while, and is gone by now.");
        }
        catch (EvidenceAwayException) when (!cancellation.IsCancellationRequested)
        {
            return Problems.Unavailable("The storage of evidence cannot be used; try again.", RetryAfterSeconds);
        }
    }

    private static IActionResult NotFound() =>
        Problems.NotFound("There is no evidence of this number; GET /api/incidents/{id} lists what was saved.");

    [GeneratedRegex($"^{IncidentKey.IdPrefix}[A-Za-z0-9-]{{1,90}}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();

    [GeneratedRegex("^[1-9][0-9]{0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberShape();
}
