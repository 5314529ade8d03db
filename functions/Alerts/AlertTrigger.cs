using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Alerts;

/// <summary>Takes alerts of the action group in, and shows what became of them.</summary>
public sealed class AlertTrigger(SettingsReader settings, TimeProvider clock, ILogger<AlertTrigger> log)
{
    /// <summary>Limits a body to the longest alert that Azure sends, 256 KB. Source: common alert schema.</summary>
    public const int MaxBody = 256 * 1024;

    /// <summary>
    /// Takes <c>POST /api/alerts</c>: stores the alert durably and answers; everything else happens after the answer, because Azure stops
    /// calling an endpoint that is slow or fails.
    /// </summary>
    /// <returns>202 with the id of the intake; 400 when the body is not an alert; 413 when it is too long; 503 when it could not be
    /// stored.</returns>
    [Function("Alerts")]
    public async Task<IActionResult> ReceiveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "alerts")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        (byte[]? body, IActionResult? refusal) = await RequestBody.ReadAsync(request, MaxBody, cancellation);
        if (body is null)
        {
            return refusal!;
        }

        AlertReading reading = Parse(body);
        if (reading.Signal is not { } signal)
        {
            log.NotAnAlert(reading.Problem!);
            return Problems.BadRequest(reading.Problem!);
        }

        string id = AlertPolicy.IntakeId(signal);
        using Activity? span = Spans.Start(
            SpanNames.ReceiveAlert, Activity.Current is null ? request.Headers.TraceParent.ToString() : null);
        span?.With(AttributeNames.Rule, signal.Rule).With(AttributeNames.Condition, $"{signal.Condition}").With(AttributeNames.Intake, id);
        try
        {
            AlertInput input = new(signal, settings.Read()) { Trace = span?.Id };
            bool isNew = await SingleInstance.StartOnceAsync(client, nameof(AlertOrchestrator.ProcessAlert), id, input, cancellation);
            if (isNew)
            {
                log.Received(signal.Rule, signal.Condition, id);
            }
            else
            {
                // A storm repeats what is known thousands of times; the logs need it once.
                log.ReceivedAgain(signal.Rule, signal.Condition, id);
            }

            return new AcceptedResult((string?)null, new AlertReceipt(id, isNew));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // The alert is not stored. Azure repeats it after a 503 and gives it up after a 500.
            log.NotStored(signal.Rule, signal.Condition, failure);
            return Problems.Unavailable("The alert could not be stored; send it again.", OpenIncidents.RetryAfterSeconds);
        }
    }

    /// <summary>
    /// Answers <c>GET /api/alerts[?top=50&amp;before=ID]</c>: the newest alerts of the last days first, at most 100 at a time, with what
    /// became of each.
    /// </summary>
    /// <param name="request">The request. The header <c>Link</c> of the answer says where the next ones are.</param>
    /// <returns>200 with a list of <see cref="AlertView"/>; 304 when it is what the caller has; 400 when a parameter is not
    /// understood.</returns>
    [Function("ListAlerts")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "alerts")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        if (ListQuery.Read(request) is not { } asked)
        {
            return Problems.BadRequest(ListQuery.Problem);
        }

        DateTimeOffset now = clock.GetUtcNow();
        OrchestrationQuery all = new(CreatedFrom: now - settings.Read().Recovery.ShownFor, InstanceIdPrefix: AlertPolicy.IntakePrefix);
        HistoryPage<AlertView> page = await HistoryPages.ReadAsync(
            client, all, asked, now, found => new AlertView(found.InstanceId, found.ReadInputAs<AlertInput>()?.Signal, OutcomeOf(found)),
            cancellation);
        asked.Tell(request, page.Next);
        return Answers.Json(request, page.Shown.OrderByDescending(alert => alert.Signal?.ReceivedAt).ToArray());
    }

    private static AlertResult? OutcomeOf(OrchestrationMetadata metadata) => metadata.RuntimeStatus switch
    {
        OrchestrationRuntimeStatus.Completed => metadata.ReadOutputAs<AlertResult>(),
        OrchestrationRuntimeStatus.Failed => new(AlertDisposition.Unplaced, null, "the automation itself failed on it; its log says why"),
        _ => null,
    };

    private AlertReading Parse(byte[] body)
    {
        if (JsonPart.Read(body) is { } alert)
        {
            return AlertPolicy.Read(alert, clock.GetUtcNow());
        }

        return new(null, "The body is not JSON; an alert in the common alert schema is expected.");
    }
}

/// <summary>Carries the answer to an alert.</summary>
/// <param name="Id">Id under which it was taken in.</param>
/// <param name="IsNew">False when the same alert had arrived before.</param>
public sealed record AlertReceipt(string Id, bool IsNew);

/// <summary>Shows an alert and what became of it.</summary>
/// <param name="Id">Id under which it was taken in.</param>
/// <param name="Signal">The alert.</param>
/// <param name="Outcome">What became of it; null while that is being found out.</param>
public sealed record AlertView(string Id, AlertSignal? Signal, AlertResult? Outcome);
