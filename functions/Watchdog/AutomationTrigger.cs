using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Shows, pauses and resumes the automation, and gives deployments a lease. The guard decides; this hands requests to it.
/// </summary>
public sealed class AutomationTrigger(
    SettingsReader settings, OperatorRequest operators, TimeProvider clock, ILogger<AutomationTrigger> log)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Answers <c>GET /api/automation</c>: whether it acts and, if not, why; limits, permits, refusals, the watchdog's last look.
    /// </summary>
    /// <returns>200 with an <see cref="AutomationView"/>; 304 when it is what the caller has.</returns>
    [Function("ShowAutomation")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "automation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) =>
        Answers.Json(request, await ShownAsync(client, await GuardReader.ReadAsync(client, cancellation), cancellation));

    /// <summary>
    /// Answers <c>POST /api/automation/pause</c>: nothing more is begun without a person's order. What was begun is finished.
    /// </summary>
    /// <param name="request">The request; its body is a <see cref="PauseBody"/>.</param>
    /// <returns>200 with the <see cref="AutomationView"/> after it; 202 when it is not in force yet; 400; 413.</returns>
    [Function("PauseAutomation")]
    public Task<IActionResult> PauseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "automation/pause")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) =>
        OrderedAsync(operators.ReadAsync<PauseBody>(request, cancellation), client, nameof(GuardEntity.Pause), (body, id, now) =>
            new PauseRequest(id, body.Reason!, body.By!, body.Minutes is { } minutes ? now.AddMinutes(minutes) : null, now), cancellation);

    /// <summary>Answers <c>POST /api/automation/resume</c>: ends the pause; closes the breaker too when asked to.</summary>
    /// <param name="request">The request; its body is a <see cref="ResumeBody"/>.</param>
    /// <returns>200 with the <see cref="AutomationView"/> after it; 202 when it is not in force yet; 400; 413.</returns>
    [Function("ResumeAutomation")]
    public Task<IActionResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "automation/resume")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation) =>
        OrderedAsync(operators.ReadAsync<ResumeBody>(request, cancellation), client, nameof(GuardEntity.Resume), (body, id, now) =>
            new ResumeRequest(id, body.By!, body.Rearm, now), cancellation);

    /// <summary>Answers <c>POST /api/lease</c>: a deployment keeps the automation away for a while, holds on to that, or ends it.</summary>
    /// <param name="request">The request; its body is a <see cref="LeaseBody"/>.</param>
    /// <returns>200 with the <see cref="AutomationView"/> after it; 202 when it is not in force yet; 400; 409 when another owner holds it;
    /// 413.</returns>
    [Function("Lease")]
    public async Task<IActionResult> LeaseAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "lease")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        (LeaseBody? body, IActionResult? refusal) = await StrictBody.ReadAsync<LeaseBody>(request, cancellation);
        if (body is null)
        {
            return refusal!;
        }

        if (body.Release)
        {
            return await ChangeAsync(
                client, nameof(GuardEntity.ReleaseLease), (id, now) => new LeaseRelease(id, body.Owner!, now), cancellation);
        }

        return await ChangeAsync(
            client, nameof(GuardEntity.TakeLease),
            (id, now) => new LeaseRequest(id, body.Owner!, now.AddMinutes(body.Minutes!.Value), now), cancellation);
    }

    private async Task<IActionResult> OrderedAsync<T>(
        Task<(T? Value, IActionResult? Refusal)> reading, DurableTaskClient client, string operation,
        Func<T, string, DateTime, object> order, CancellationToken cancellation)
        where T : class
    {
        (T? body, IActionResult? refusal) = await reading;
        if (body is null)
        {
            return refusal!;
        }

        return await ChangeAsync(client, operation, (id, now) => order(body, id, now), cancellation);
    }

    // A client can only signal an entity. What came of it is found in the entity's state by the id of the request.
    private async Task<IActionResult> ChangeAsync(
        DurableTaskClient client, string operation, Func<string, DateTime, object> request, CancellationToken cancellation)
    {
        string id = Guid.NewGuid().ToString("N");
        await client.Entities.SignalEntityAsync(GuardEntity.Id, operation, request(id, Now), cancellation: cancellation);
        DateTime until = Now + MaxWait;
        while (true)
        {
            GuardState state = await GuardReader.ReadAsync(client, cancellation);
            if (state.Changes.FirstOrDefault(made => made.Id == id) is { } change)
            {
                log.Changed(change.Text);
                if (!change.IsDone)
                {
                    return Problems.Conflict($"{change.Text}.");
                }

                return new OkObjectResult(await ShownAsync(client, state, cancellation));
            }

            if (Now >= until)
            {
                log.NotYetChanged(operation);
                return new AcceptedResult("/api/automation", await ShownAsync(client, state, cancellation));
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private async Task<AutomationView> ShownAsync(DurableTaskClient client, GuardState state, CancellationToken cancellation) =>
        AutomationView.Of(state, await WatchdogReader.StateAsync(client, cancellation), settings.Read(), Now);
}
