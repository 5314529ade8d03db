using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Http;

namespace Steadfast.Functions.Incidents;

/// <summary>Shows which incidents there are and what was done about them.</summary>
public sealed class IncidentsTrigger(IOptionsSnapshot<RecoveryOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Answers <c>GET /api/incidents[?state=open&amp;brief=true&amp;top=50&amp;before=ID]</c>: the newest incidents of the last days first,
    /// at most 100 at a time.
    /// </summary>
    /// <param name="request">
    /// The request; <c>state</c> is open, recovered, escalated, noAction or refused; <c>brief=true</c> leaves steps and evidence out. The
    /// header <c>Link</c> of the answer says where the next ones are.
    /// </param>
    /// <returns>200 with a list of <see cref="IncidentRecord"/>; 304 when it is what the caller has; 400 when a parameter is not
    /// understood.</returns>
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

        if (ListQuery.Read(request) is not { } asked || !QueryChoice.TryRead(request, "brief", out Choice? brief))
        {
            return Problems.BadRequest($"{ListQuery.Problem} brief is true or false.");
        }

        DateTimeOffset now = clock.GetUtcNow();
        // Few are open, and which of the others are so stands in their records.
        OrchestrationQuery all = new(
            CreatedFrom: now - options.Value.ShownFor, InstanceIdPrefix: IncidentKey.IdPrefix, FetchInputsAndOutputs: state is not null,
            Statuses: state == IncidentOutcome.Open ? SingleInstance.Live : null);
        HistoryPage<IncidentRecord> page = await HistoryPages.ReadAsync(
            client, all, asked, now, found => Read(found, state), cancellation);
        asked.Tell(request, page.Next);
        if (brief == Choice.True)
        {
            return Answers.Json(request, page.Shown.Select(record => record.Brief()).ToArray());
        }

        return Answers.Json(request, page.Shown);
    }

    private static IncidentRecord? Read(OrchestrationMetadata found, IncidentOutcome? wanted)
    {
        IncidentRecord? record = IncidentReader.Read(found);
        if (wanted is null || record?.Outcome == wanted)
        {
            return record;
        }

        return null;
    }

    /// <summary>Answers <c>GET /api/incidents/{id}</c>: one incident.</summary>
    /// <returns>200 with an <see cref="IncidentRecord"/>; 304 when it is what the caller has; 404 when there is none with this
    /// id.</returns>
    [Function("ShowIncident")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "incidents/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (OtherSites.Refusal(request) is { } elsewhere)
        {
            return elsewhere;
        }

        if (await IncidentReader.FindAsync(client, id, cancellation) is { } record)
        {
            return Answers.Json(request, record);
        }

        return Problems.NotFound("There is no incident with this id; GET /api/incidents lists them.");
    }
}
