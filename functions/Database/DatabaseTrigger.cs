using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Shows the database, and takes a person's order to fail it over.</summary>
public sealed class DatabaseTrigger(
    SettingsReader settings, SharedDatabaseObservation look, IOptions<StackOptions> stack, OperatorRequest operators, TimeProvider clock,
    ILogger<DatabaseTrigger> log)
{
    private const string NoDatabase = "This stack has no database: the app setting Stack__DatabaseServer is empty.";

    /// <summary>Answers <c>GET /api/database</c>: how the database is, by every observer, and what is concluded from that.</summary>
    /// <returns>200 with a <see cref="DatabaseResponse"/>; 304 when it is what the caller has; 404 when the stack has none.</returns>
    [Function("ShowDatabase")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "database")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (Refusal(request) is { } refusal)
        {
            return refusal;
        }

        DatabaseObservation seen = await look.ObserveAsync("a person", notBefore: null, cancellation);
        string? open = await OpenIncidents.FindAsync(client, IncidentKey.ForDatabase, cancellation);
        return Answers.Json(request, DatabaseResponse.Of(seen, open, settings.Read().Database));
    }

    /// <summary>
    /// Answers <c>POST /api/database/failover</c>. Opens an incident that carries the order out, or hands it to the one that is open for
    /// the database.
    /// </summary>
    /// <param name="request">The request; its body is a <see cref="FailoverBody"/>.</param>
    /// <returns>
    /// 202 with an <see cref="OrderReceipt"/>; 200 with a <see cref="FailoverPlan"/> for a dry run; 400; 404 when there is no database;
    /// 413; 503 when it is not known whether the open incident has heard it.
    /// </returns>
    [Function("FailOverDatabase")]
    public async Task<IActionResult> FailOverAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "database/failover")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (Refusal(request) is { } refusal)
        {
            return refusal;
        }

        (FailoverBody? body, IActionResult? badBody) = await operators.ReadAsync<FailoverBody>(request, cancellation);
        if (body is null)
        {
            return badBody!;
        }

        FailoverOrder order = new(body.Mode!.Value, $"operator {body.By}", body.Reason);
        if (body.DryRun)
        {
            return new OkObjectResult(await PlanAsync(client, order, cancellation));
        }

        return await TakeAsync(client, order, cancellation);
    }

    private IActionResult? Refusal(HttpRequest request)
    {
        if (OtherSites.Refusal(request) is { } elsewhere)
        {
            return elsewhere;
        }

        return stack.Value.HasDatabase ? null : Problems.NotFound(NoDatabase);
    }

    private async Task<IActionResult> TakeAsync(DurableTaskClient client, FailoverOrder order, CancellationToken cancellation)
    {
        RecoveryInput input = new(IncidentKey.ForDatabase, IncidentKey.Database, order.By, null, null, clock.GetUtcNow(), settings.Read())
        {
            Failover = order,
        };
        if (await OrderHandOver.GiveAsync(client, input, clock, cancellation) is not { } incident)
        {
            return Problems.Unavailable(
                "The incident of the database is being opened or closed, or does not run, and has not heard the order in time; look at its "
                    + "record, and send the order again unless it is there. "
                + OpenIncidents.WhatFreesIt,
                OpenIncidents.RetryAfterSeconds);
        }

        log.Ordered(order.By, order.Mode, incident.IsNew ? "opened an incident" : $"joined {incident.Id}");
        string url = $"/api/incidents/{incident.Id}";
        return new AcceptedResult(url, new OrderReceipt(incident.Id, !incident.IsNew, url));
    }

    private async Task<FailoverPlan> PlanAsync(DurableTaskClient client, FailoverOrder order, CancellationToken cancellation)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime;
        DatabaseObservation seen = await look.ObserveAsync($"an order of {order.By}", now, cancellation);
        string? open = await OpenIncidents.FindAsync(client, IncidentKey.ForDatabase, cancellation);
        return FailoverPlanning.Of(order, seen, open, await GuardReader.ReadAsync(client, cancellation), now, settings.Read());
    }
}
