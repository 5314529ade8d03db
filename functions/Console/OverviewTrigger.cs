using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Http;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Watchdog;

namespace Steadfast.Functions.Console;

/// <summary>Shows in one answer what somebody on call sees first.</summary>
public sealed class OverviewTrigger(
    SettingsReader settings,
    SharedTierObservation tier,
    SharedDatabaseObservation database,
    IOptions<StackOptions> stack,
    IOptionsMonitor<OperatorOptions> operators,
    IOptions<ConsoleOptions> console,
    TimeProvider clock)
{
    private const string Me = "the console";
    private const int MaxOpen = 50;

    // Whoever only watches begins no more looks than the watchdog does: the platform allows about ten lists a minute, and incidents need
    // them.
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(15);

    private static readonly OrchestrationRuntimeStatus[] Live =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    /// <summary>
    /// Answers <c>GET /api/overview</c> with stack, automation, open incidents with what each waits for, web servers and database at the
    /// newest look.
    /// </summary>
    /// <returns>200 with an <see cref="Overview"/>; 304 when it is what the caller has.</returns>
    [Function("ShowOverview")]
    public async Task<IActionResult> ShowAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "overview")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        TierObservation? web = tier.Newest(Me, MaxAge);
        DatabaseObservation? data = stack.Value.HasDatabase ? database.Newest(Me, MaxAge) : null;
        Task<WatchdogState> watching = WatchdogReader.StateAsync(client, cancellation);
        GuardState guard = await GuardReader.ReadAsync(client, cancellation);
        IReadOnlyList<OpenIncident> open = await OpenAsync(client, guard, cancellation);
        IncidentSettings now = settings.Read();
        string? aboutDatabase = open.FirstOrDefault(incident => incident.Record.Target == IncidentKey.Database)?.Record.Id;
        return Answers.Json(request, new Overview(
            StackNames.Of(stack.Value),
            operators.CurrentValue.SignIn,
            AutomationView.Of(guard, await watching, now, clock.GetUtcNow().UtcDateTime),
            [.. open.Take(MaxOpen)],
            open.Count,
            web is null ? null : TierView.Of(web),
            data is null ? null : DatabaseResponse.Of(data, aboutDatabase, now.Database),
            console.Value.All));
    }

    private async Task<IReadOnlyList<OpenIncident>> OpenAsync(DurableTaskClient client, GuardState guard, CancellationToken cancellation)
    {
        List<OpenIncident> open = [];
        OrchestrationQuery live = new(InstanceIdPrefix: IncidentKey.IdPrefix, Statuses: Live, FetchInputsAndOutputs: true);
        await foreach (OrchestrationMetadata found in client.GetAllInstancesAsync(live).WithCancellation(cancellation))
        {
            if (!guard.HasGivenUp(found.InstanceId) && IncidentReader.Read(found) is { Outcome: IncidentOutcome.Open } record)
            {
                IncidentSettings itsOwn = found.ReadInputAs<RecoveryInput>()?.Settings ?? settings.Read();
                open.Add(new(record.Brief(), OutlookPolicy.Of(record, itsOwn)));
            }
        }

        return
        [
            .. open.OrderBy(incident => incident.Outlook.ForPerson is null)
                .ThenBy(incident => incident.Record.Timeline.Signal)
                .ThenBy(incident => incident.Record.Id, StringComparer.Ordinal),
        ];
    }
}
