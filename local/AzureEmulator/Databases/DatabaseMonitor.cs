namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// Looks at the pair as the service's management does: it records the metrics, judges the standby and notices a silent primary.
/// </summary>
internal sealed class DatabaseMonitor(
    EmulatorOptions options,
    DatabaseServer server,
    DatabaseProbe probe,
    DatabaseMetrics metrics,
    Redundancy redundancy,
    DatabaseHealth health,
    DatabaseActions actions)
{
    private LookStreaks _streaks = LookStreaks.None;

    public async Task RunAsync(CancellationToken ct)
    {
        using PeriodicTimer timer = new(options.Pace.DatabaseLookInterval, options.Clock);
        do
        {
            await ObserveAsync(ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task ObserveAsync(CancellationToken ct)
    {
        var before = server.State;
        if (before.State is ServerState.Stopped)
        {
            // There is nothing to look at, and silence is what was asked for.
            _streaks = LookStreaks.None;
            return;
        }

        var began = options.Clock.GetUtcNow();
        var seen = await probe.ObserveAsync(ct);
        metrics.Record(seen);
        server.LastSeen = seen;
        if (before.RunningOperation is not null || !ReferenceEquals(before, server.State))
        {
            // Somebody was changing it: what was seen may be of before or of after, and silence is no sign of a fault.
            _streaks = LookStreaks.None;
            return;
        }

        if (seen.PrimaryAnswers)
        {
            health.Available();
        }

        _streaks = _streaks.After(seen, began, before.HighAvailability);
        Judge(before, seen);
    }

    private void Judge(DatabaseState state, PairReading seen)
    {
        switch (!server.JudgesStandby ? StandbyVerdict.Unchanged : StandbyPolicy.Judge(state.HighAvailability, seen, _streaks.StandbySilent, _streaks.StandbyBehind))
        {
            case StandbyVerdict.Lost:
                redundancy.Lost();
                break;
            case StandbyVerdict.Behind:
                redundancy.FellBehind();
                break;
            case StandbyVerdict.Caught:
                redundancy.CaughtUp();
                break;
        }

        var silentFor = options.Clock.GetUtcNow() - _streaks.SilentSince;
        if (PlatformFailoverPolicy.Begins(server.PlatformFailover, _streaks.PrimarySilent, silentFor, options.Pace.PlatformFailoverLateAfter))
        {
            actions.Recover();
        }
    }
}
