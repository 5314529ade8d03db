using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Takes a person's order for an instance.</summary>
public sealed partial class OrdersTrigger(
    SettingsReader settings, InstanceObserver look, OperatorRequest operators, TimeProvider clock, ILogger<OrdersTrigger> log)
{
    private static readonly Dictionary<string, RepairAction> Actions = RepairActions.OfInstance.ToDictionary(rung => rung.Name());

    /// <summary>
    /// Answers <c>POST /api/instances/{id}/restart|reimage|replace</c>. Opens an incident that carries the order out, or hands it to the
    /// one that is open for the instance, which does it next.
    /// </summary>
    /// <param name="request">The request; its body is an <see cref="OrderBody"/>.</param>
    /// <returns>202 with an <see cref="OrderReceipt"/>; 200 with an <see cref="OrderPlan"/> for a dry run; 400; 404 when there is no such
    /// instance or action; 413; 503.</returns>
    [Function("OrderAction")]
    public async Task<IActionResult> OrderAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "instances/{id}/{action}")] HttpRequest request,
        string id,
        string action,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (!Actions.TryGetValue(action, out RepairAction rung))
        {
            return Problems.NotFound($"There is no such action; use {string.Join(", ", Actions.Keys)}.");
        }

        if (!InstanceNumber().IsMatch(id))
        {
            return Problems.BadRequest(
                "The id of an instance is its number in the scale set, such as 3; GET /api/incidents and the portal show it.");
        }

        (OrderBody? body, IActionResult? refusal) = await operators.ReadAsync<OrderBody>(request, cancellation);
        if (body is null)
        {
            return refusal!;
        }

        TierObservation seen = await look.ObserveAsync($"an order of {body.By}", target: null, clock.GetUtcNow().UtcDateTime, cancellation);
        Diagnosis diagnosis = InstanceDiagnosisPolicy.Diagnose(seen, id);
        if (diagnosis.Kind == FailureKind.InstanceGone)
        {
            return Problems.NotFound(
                $"The scale set has no instance {id}; it has "
                    + $"{string.Join(", ", seen.Instances.Take(20).Select(instance => instance.Id))}.");
        }

        Order order = new(rung, $"operator {body.By}", body.Reason, body.Force);
        if (body.DryRun)
        {
            return new OkObjectResult(await PlanAsync(client, id, order, diagnosis, seen, cancellation));
        }

        return await TakeAsync(client, id, order, seen, cancellation);
    }

    private async Task<IActionResult> TakeAsync(
        DurableTaskClient client, string id, Order order, TierObservation seen, CancellationToken cancellation)
    {
        RecoveryInput input =
            new(IncidentKey.ForInstance(id), id, order.By, null, null, clock.GetUtcNow(), settings.Read(), order) { Seen = seen.About(id) };
        if (await OrderHandOver.GiveAsync(client, input, clock, cancellation) is not { } incident)
        {
            return Problems.Unavailable(
                "The incident of this instance is being opened or closed, or does not run, and has not heard the order in time; look at "
                    + "its record, and send the order again unless it is there. "
                + OpenIncidents.WhatFreesIt,
                OpenIncidents.RetryAfterSeconds);
        }

        log.Ordered(order.By, order.Rung, id, incident.IsNew ? "opened an incident" : $"joined {incident.Id}");
        string url = $"/api/incidents/{incident.Id}";
        return new AcceptedResult(url, new OrderReceipt(incident.Id, !incident.IsNew, url));
    }

    private async Task<OrderPlan> PlanAsync(
        DurableTaskClient client, string id, Order order, Diagnosis diagnosis, TierObservation seen, CancellationToken cancellation)
    {
        IncidentSettings now = settings.Read();
        GuardState state = await GuardReader.ReadAsync(client, cancellation);
        string? open = await OpenIncidents.FindAsync(client, IncidentKey.ForInstance(id), cancellation);
        WantedAction wanted = new(order.Rung, id, IncidentKey.NotServing, now.Modes.Of(order.Rung), diagnosis.Evidence)
        {
            OrderedBy = order.By,
            IsForced = order.IsForced,
            Tier = seen,
        };
        PermitAnswer answer = GuardPolicy.Ask(
            state, wanted.Request(open ?? "dry run", order.By, clock.GetUtcNow().UtcDateTime, now.Guard)).Answer;
        return new(
            id, order.Rung, diagnosis.Kind, diagnosis.Evidence, open, answer.Granted, answer.Refusal,
            OrderSteps.Of(order.Rung, now.Recovery));
    }

    [GeneratedRegex("^[0-9]{1,9}$", RegexOptions.CultureInvariant)]
    private static partial Regex InstanceNumber();
}
