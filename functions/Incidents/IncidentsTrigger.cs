using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Http;

namespace Steadfast.Functions.Incidents;

/// <summary>The read side: which incidents there are and what was done about them.</summary>
public sealed class IncidentsTrigger(IOptionsSnapshot<RecoveryOptions> options, TimeProvider clock)
{
    private const int Most = 100;

    /// <summary><c>GET /api/incidents[?state=open]</c>: the newest incidents of the last days first, at most 100.</summary>
    /// <param name="request">The request; <c>state</c> is open, recovered, escalated, noAction or refused.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends when the caller hangs up.</param>
    /// <returns>200 with a list of <see cref="IncidentRecord"/>; 400 when the state is none of these.</returns>
    [Function("ListIncidents")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "incidents")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (!QueryChoice.TryRead(request, "state", out IncidentOutcome? state))
        {
            return Problems.BadRequest("state must be open, recovered, escalated, noAction or refused; leave it out for all.");
        }

        OrchestrationQuery all = new(
            CreatedFrom: clock.GetUtcNow() - options.Value.ShownFor, InstanceIdPrefix: IncidentKey.IdPrefix, FetchInputsAndOutputs: true);
        List<(DateTimeOffset Opened, IncidentRecord Record)> found = [];
        await foreach (OrchestrationMetadata metadata in client.GetAllInstancesAsync(all).WithCancellation(cancellation))
        {
            if (IncidentReader.Read(metadata) is { } record && (state is null || record.Outcome == state))
            {
                found.Add((metadata.CreatedAt, record));
            }
        }

        return new OkObjectResult(found.OrderByDescending(entry => entry.Opened).Take(Most).Select(entry => entry.Record).ToArray());
    }

    /// <summary><c>GET /api/incidents/{id}</c>: one incident.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">Id of the incident.</param>
    /// <param name="client">The Durable client.</param>
    /// <param name="cancellation">Ends when the caller hangs up.</param>
    /// <returns>200 with an <see cref="IncidentRecord"/>, 404 when there is none with this id.</returns>
    [Function("ShowIncident")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "incidents/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (await IncidentReader.FindAsync(client, id, cancellation) is { } record)
        {
            return new OkObjectResult(record);
        }

        return Problems.NotFound("There is no incident with this id; GET /api/incidents lists them.");
    }
}
