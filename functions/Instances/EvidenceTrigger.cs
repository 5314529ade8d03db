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
public sealed partial class EvidenceTrigger
{
    /// <summary><c>GET /api/incidents/{id}/evidence/{number}</c>: one piece of evidence of an incident, counted from 1.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">Id of the incident.</param>
    /// <param name="number">Which.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends when the caller hangs up.</param>
    /// <returns>200 with an <see cref="Evidence"/>, 404 when there is none.</returns>
    [Function("ShowEvidence")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "incidents/{id}/evidence/{number}")] HttpRequest request,
        string id,
        string number,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (!IdShape().IsMatch(id) || !NumberShape().IsMatch(number))
        {
            return NotFound();
        }

        string evidenceId = EvidenceOrchestrator.IdOf(id, int.Parse(number, CultureInfo.InvariantCulture));
        return await client.GetInstanceAsync(evidenceId, getInputsAndOutputs: true, cancellation) is { Name: nameof(EvidenceOrchestrator.SaveEvidence) } saved
            && saved.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? new OkObjectResult(saved.ReadOutputAs<Evidence>())
                : NotFound();
    }

    private static IActionResult NotFound() => Problems.NotFound("There is no evidence of this number; GET /api/incidents/{id} lists what was saved.");

    [GeneratedRegex($"^{IncidentKey.IdPrefix}[A-Za-z0-9-]{{1,90}}$", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();

    [GeneratedRegex("^[1-9][0-9]{0,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberShape();
}
