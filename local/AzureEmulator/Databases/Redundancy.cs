using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Makes the pair redundant again in the background, as often as it takes.</summary>
internal sealed class Redundancy(
    EmulatorOptions options, DatabaseServer server, IDatabaseServers servers, DatabaseProbe probe, BackgroundWork work)
{
    private readonly ILogger _log = options.Logs.CreateLogger<Redundancy>();
    private readonly Lock _gate = new();
    private bool _restoring;

    /// <summary>There is no standby that could take over: a new one is made.</summary>
    public void Lost()
    {
        lock (_gate)
        {
            server.Change(state => state with { HighAvailability = HighAvailabilityState.CreatingStandby });
            if (_restoring)
            {
                return;
            }

            _restoring = true;
        }

        work.Run("restoring the standby", RestoreAsync);
    }

    /// <summary>The standby has everything.</summary>
    public void CaughtUp() => Follow(HighAvailabilityState.ReplicatingData, HighAvailabilityState.Healthy);

    /// <summary>The standby is there but does not get everything.</summary>
    public void FellBehind() => Follow(HighAvailabilityState.Healthy, HighAvailabilityState.ReplicatingData);

    private async Task RestoreAsync(CancellationToken ct)
    {
        do
        {
            await Task.Delay(options.Pace.StandbyDelay, options.Clock, ct);
        }
        while (!await IsRestoredAsync(ct));

        lock (_gate)
        {
            _restoring = false;
            Follow(HighAvailabilityState.CreatingStandby, HighAvailabilityState.ReplicatingData);
        }
    }

    private async Task<bool> IsRestoredAsync(CancellationToken ct)
    {
        if (server.State is not { RunningOperation: null, State: ServerState.Ready })
        {
            return false;
        }

        if (!server.RepairsStandby)
        {
            return (await probe.ObserveAsync(ct)).HasCaughtUp;
        }

        try
        {
            await servers.RestoreRedundancyAsync(ct);
            return true;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            _log.StandbyNotRestored(failure);
            return false;
        }
    }

    private void Follow(string from, string to) =>
        server.Change(state => state.HighAvailability == from ? state with { HighAvailability = to } : state);
}
