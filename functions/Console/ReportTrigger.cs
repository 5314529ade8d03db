using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Console;

/// <summary>Writes the report of an incident.</summary>
public sealed class ReportTrigger
{
    /// <summary>Answers <c>GET /api/incidents/{id}/report</c> with a post-incident report as Markdown.</summary>
    /// <returns>200; 304 when it is what the caller has; 404 when there is no incident with this id.</returns>
    [Function("ShowReport")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "incidents/{id}/report")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (OtherSites.Refusal(request) is { } elsewhere)
        {
            return elsewhere;
        }

        if (await IncidentReader.FindAsync(client, id, cancellation) is not { } record)
        {
            return Problems.NotFound("There is no incident with this id; GET /api/incidents lists them.");
        }

        return Answers.Data(request, Encoding.UTF8.GetBytes(IncidentReport.Of(record)), "text/markdown; charset=utf-8");
    }
}
