using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Database;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>
/// Looks at the database at regular times, so that a fault is found even when no alert comes. It does not wait for the look at the web
/// tier.
/// </summary>
public sealed class DatabaseWatchdog(
    SharedDatabaseObservation look, SettingsReader settings, IOptionsMonitor<WatchdogOptions> options, IOptions<StackOptions> stack,
    TimeProvider clock, ILogger<DatabaseWatchdog> log)
{
    private const string Me = "watchdog";

    /// <summary>Looks once, when the watchdog looks: the app setting <c>WatchdogSchedule</c> says.</summary>
    /// <param name="cancellation">Ends the look; the next tick does it again.</param>
    [Function("DatabaseWatchdog")]
    public async Task ObserveAsync(
        [TimerTrigger("%WatchdogSchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        if (!stack.Value.HasDatabase)
        {
            return;
        }

        DatabaseObservation seen = await look.ObserveAsync(Me, notBefore: null, cancellation);
        Diagnosis diagnosis = DatabaseDiagnosisPolicy.Diagnose(seen);
        WatchdogState state = await WatchdogReader.StateAsync(client, cancellation);
        IncidentsUnderKey incidents = await OpenIncidents.UnderAsync(client, IncidentKey.ForDatabase, cancellation);
        GuardState guard = await GuardReader.ReadAsync(client, cancellation);
        DateTime now = GuardClock.Believe(guard, clock.GetUtcNow().UtcDateTime);
        DatabaseWatchPlan plan = DatabaseWatchPolicy.Look(
            DatabaseWatchPolicy.WithoutGivenUp(state.Database, guard), seen, diagnosis, incidents, now, options.CurrentValue);
        WatchedDatabase after = await CarryOutAsync(client, plan, diagnosis, seen, now, cancellation);
        if (after != state.Database)
        {
            await client.Entities.SignalEntityAsync(
                WatchdogEntity.Id, nameof(WatchdogEntity.DatabaseLooked), after, cancellation: cancellation);
        }
    }

    // What is remembered then.
    private async Task<WatchedDatabase> CarryOutAsync(
        DurableTaskClient client, DatabaseWatchPlan plan, Diagnosis diagnosis, DatabaseObservation seen, DateTime now,
        CancellationToken cancellation)
    {
        if (plan.OpensSince is not { } since)
        {
            return plan.After;
        }

        RecoveryInput input = new(
            IncidentKey.ForDatabase, IncidentKey.Database, Me, since, SignalId: null, clock.GetUtcNow(), settings.Read())
        {
            SeenDatabase = seen,
        };
        IncidentOpened opened = await IncidentStart.OpenAsync(client, input, complete: null, cancellation);
        if (!opened.IsNew)
        {
            return plan.After;
        }

        log.OpenedWithoutAlert(diagnosis.Kind);
        return plan.After.WithIncident(opened.Id, now);
    }
}
