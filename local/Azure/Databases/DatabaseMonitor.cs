namespace Steadfast.Local.Azure;

/// <summary>Looks at the pair as the service's management does: it records the metrics, judges the standby and notices a silent primary.</summary>
internal sealed class DatabaseMonitor(
    EmulatorOptions options,
    DatabaseServer server,
    DatabaseProbe probe,
    DatabaseMetrics metrics,
    Redundancy redundancy,
    DatabaseHealth health,
    DatabaseActions actions)
{
    private int _primarySilent;
    private int _standbySilent;
    private DateTimeOffset _silentSince;

    public async Task RunAsync(CancellationToken ct)
    {
        using PeriodicTimer timer = new(options.Pace.DatabaseLookInterval, options.Clock);
        do
        {
            await LookAsync(ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var before = server.State;
        var began = options.Clock.GetUtcNow();
        var seen = await probe.LookAsync(ct);
        metrics.Record(seen);
        server.LastSeen = seen;
        if (before.RunningOperation is not null || !ReferenceEquals(before, server.State))
        {
            // Somebody was changing it: what was seen may be of before or of after, and silence is no sign of a fault.
            (_primarySilent, _standbySilent) = (0, 0);
            return;
        }

        if (seen.PrimaryAnswers)
        {
            health.Available();
        }

        _silentSince = _primarySilent == 0 ? began : _silentSince;
        _primarySilent = seen.PrimaryAnswers ? 0 : _primarySilent + 1;
        // The silence of one that is being made is not held against it later.
        _standbySilent = seen.StandbyAnswers || before.HighAvailability == HighAvailabilityState.CreatingStandby ? 0 : _standbySilent + 1;
        Judge(before, seen);
    }

    private void Judge(DatabaseState state, DatabaseSighting seen)
    {
        switch (StandbyPolicy.Judge(state.HighAvailability, seen, _standbySilent))
        {
            case StandbyVerdict.Lost:
                redundancy.Lost();
                break;
            case StandbyVerdict.Caught:
                redundancy.CaughtUp();
                break;
        }

        var silentFor = options.Clock.GetUtcNow() - _silentSince;
        if (PlatformFailoverPolicy.Begins(server.PlatformFailover, _primarySilent, silentFor, options.Pace.PlatformFailoverLateAfter))
        {
            actions.Recover();
        }
    }
}
