using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Http;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Incidents;

/// <summary>Takes a person's answer to an open incident.</summary>
public sealed class AnswersTrigger(OperatorRequest operators, TimeProvider clock, ILogger<AnswersTrigger> log)
{
    private const string HasEnded = "The incident has ended.";

    /// <summary>Answers <c>POST /api/incidents/{id}/approve</c>: lets the action happen that the incident waits for.</summary>
    /// <param name="request">The request; its body is an <see cref="AnswerBody"/>.</param>
    /// <returns>202 with the incident as it was; 400; 404; 409 when it waits for no approval; 413; 503 while it is being opened.</returns>
    [Function("ApproveIncident")]
    public Task<IActionResult> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "incidents/{id}/approve")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => AnswerAsync(
            request, id, client, WaitsForNothing, IncidentEvents.Approve,
            (body, record) => new Approval($"operator {body.By}", body.Reason, record.Awaiting?.Action), cancellation);

    private static string? WaitsForNothing(IncidentRecord record)
    {
        if (record.Awaiting is not null)
        {
            return null;
        }

        return "The incident waits for no approval; GET it to see what it is doing.";
    }

    /// <summary>
    /// Answers <c>POST /api/incidents/{id}/abort</c>: ends an incident. An action that runs at the platform is not undone; nothing more is
    /// done after it.
    /// </summary>
    /// <param name="request">The request; its body is an <see cref="AnswerBody"/>.</param>
    /// <returns>202 with the incident as it was; 400; 404; 409 when it has ended; 413; 503 while it is being opened.</returns>
    [Function("AbortIncident")]
    public Task<IActionResult> AbortAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "incidents/{id}/abort")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) => AnswerAsync(
            request, id, client, _ => null, IncidentEvents.Abort,
            (body, _) => new Abort($"operator {body.By}", body.Reason) { Id = Guid.NewGuid().ToString("N") }, cancellation);

    private async Task<IActionResult> AnswerAsync(
        HttpRequest request, string id, DurableTaskClient client, Func<IncidentRecord, string?> conflict, string name,
        Func<AnswerBody, IncidentRecord, object> answer, CancellationToken cancellation)
    {
        (AnswerBody? body, IActionResult? refusal) = await operators.ReadAsync<AnswerBody>(request, cancellation);
        if (body is null)
        {
            return refusal!;
        }

        if (await IncidentReader.FindAsync(client, id, cancellation) is not { } record)
        {
            return Problems.NotFound("There is no incident with this id; GET /api/incidents lists them.");
        }

        if (record.Outcome != IncidentOutcome.Open)
        {
            return Problems.Conflict(HasEnded);
        }

        if (conflict(record) is { } why)
        {
            return Problems.Conflict(why);
        }

        if (name == IncidentEvents.Abort)
        {
            // First the guard: an action that is just being begun asks it once more.
            await client.Entities.SignalEntityAsync(
                GuardEntity.Id, nameof(GuardEntity.Revoke), new PermitRevocation(id, $"operator {body.By}"), null, cancellation);
        }

        EventRaised raised = await SendAsync(client, id, name, answer(body, record), cancellation);
        if (raised == EventRaised.Ended)
        {
            return Problems.Conflict(HasEnded);
        }

        if (raised != EventRaised.Taken)
        {
            return Problems.Unavailable(
                "The incident is being opened or closed, or does not run, and has not heard the answer in time; look at its record, "
                    + $"and send the answer again unless it is there. {OpenIncidents.WhatFreesIt}",
                OpenIncidents.RetryAfterSeconds);
        }

        log.Answered(id, name, body.By);
        await NotificationActivities.HandOverAsync(
            client, IncidentNotices.Answered(record, name == IncidentEvents.Approve, body.By, clock.GetUtcNow()), cancellation);
        return new AcceptedResult($"/api/incidents/{id}", record);
    }

    private Task<EventRaised> SendAsync(DurableTaskClient client, string id, string name, object said, CancellationToken cancellation)
    {
        if (said is IOperatorMessage word)
        {
            return OpenIncidents.SayAsync(client, id, name, word, clock, cancellation);
        }

        return OpenIncidents.RaiseAsync(client, id, name, said, clock, cancellation);
    }
}

/// <summary>Carries the body of <c>POST /api/incidents/{id}/approve</c> and <c>abort</c>.</summary>
public sealed record AnswerBody
{
    /// <summary>
    /// Gets the name of the person who answers, 1 to 80 characters. Required; with sign-in with Entra ID it must be absent.
    /// </summary>
    [Required(ErrorMessage = "by is required: who answers."),
        StringLength(80, MinimumLength = 1, ErrorMessage = "by has 1 to 80 characters.")]
    public string By { get; init; } = "";

    /// <summary>Gets the reason, at most 200 characters.</summary>
    [StringLength(200, ErrorMessage = "reason has at most 200 characters.")]
    public string? Reason { get; init; }
}
