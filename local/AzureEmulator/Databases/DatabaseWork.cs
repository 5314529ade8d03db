using Microsoft.Extensions.Logging;

namespace Steadfast.Local.AzureEmulator;

/// <summary>Does to the pair what operations do, on the pace's durations.</summary>
internal sealed class DatabaseWork(
    EmulatorOptions options, DatabaseServer server, IDatabaseServers servers, DatabaseProbe probe, Redundancy redundancy,
    DatabaseHealth health)
{
    private readonly ILogger _log = options.Logs.CreateLogger<DatabaseWork>();

    /// <summary>
    /// A failover that somebody has asked for: in order if the primary answers and gets it done within the limit, by force otherwise.
    /// </summary>
    public async Task<OperationError?> FailOverAsync(TimeSpan limit, CancellationToken ct)
    {
        health.Unavailable(planned: true);
        await Task.Delay(options.Pace.DatabaseFailoverDuration, options.Clock, ct);
        if ((await probe.ObserveAsync(ct)).PrimaryAnswers && await IsHandedOverAsync(limit, ct))
        {
            TakenOver();
            return null;
        }

        return await ForceAsync(ct);
    }

    /// <summary>
    /// The service's own way: a failover, and beside it a restart of the primary's machine. Whichever gets the database to answer first
    /// ends the other.
    /// </summary>
    public async Task<OperationError?> RecoverAsync(CancellationToken ct)
    {
        health.Unavailable(planned: false);
        var pace = options.Pace;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var failover = Task.Delay(pace.PlatformFailoverDelay + pace.DatabaseFailoverDuration, options.Clock, over.Token);
        var restart = Task.Delay(pace.DatabaseMachineRestart, options.Clock, over.Token);
        var first = await Task.WhenAny(failover, restart);
        if (first == restart && await RestartAsync(ct) is null)
        {
            over.Cancel();
            return CalledOff;
        }

        await failover;
        over.Cancel();
        // It may have come back by itself: then nobody is put in its place.
        return (await probe.ObserveAsync(ct)).PrimaryAnswers ? CalledOff : await ForceAsync(ct);
    }

    /// <summary>Restarts the primary's machine, which is all that can be done without a standby.</summary>
    public async Task<OperationError?> RestartMachineAsync(CancellationToken ct)
    {
        health.Unavailable(planned: false);
        await Task.Delay(options.Pace.DatabaseMachineRestart, options.Clock, ct);
        return await TryAsync(servers.RestartAsync, ct);
    }

    /// <summary>Restarts the primary.</summary>
    public async Task<OperationError?> RestartAsync(CancellationToken ct)
    {
        await Task.Delay(options.Pace.DatabaseRestartDuration, options.Clock, ct);
        return await TryAsync(servers.RestartAsync, ct);
    }

    /// <summary>Stops both servers.</summary>
    public Task<OperationError?> StopAsync(CancellationToken ct) => TryAsync(servers.StopAsync, ct);

    /// <summary>Starts the primary; the standby is made anew or follows again as after a failover.</summary>
    public async Task<OperationError?> StartAsync(CancellationToken ct)
    {
        await Task.Delay(options.Pace.DatabaseRestartDuration, options.Clock, ct);
        var error = await TryAsync(servers.RestartAsync, ct);
        redundancy.Lost();
        return error;
    }

    private static OperationError CalledOff { get; } = new(
        "FailoverCanceled", "The primary answers again, so the failover was called off.");

    private async Task<bool> IsHandedOverAsync(TimeSpan limit, CancellationToken ct)
    {
        using CancellationTokenSource late = new(limit, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            await servers.FailoverAsync(planned: true, either.Token);
            return true;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            _log.HandoverFailed(failure);
            return false;
        }
    }

    private async Task<OperationError?> ForceAsync(CancellationToken ct)
    {
        var error = await TryAsync(stop => servers.FailoverAsync(planned: false, stop), ct);
        // Also after an error: nobody knows then what the pair is.
        TakenOver();
        return error;
    }

    private void TakenOver()
    {
        server.Change(state => state with { PrimaryZone = servers.PrimaryZone, StandbyZone = servers.StandbyZone });
        redundancy.Lost();
    }

    /// <summary>Does something to the pair; a failure is the operation's.</summary>
    public async Task<OperationError?> TryAsync(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        try
        {
            await act(ct);
            return null;
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // The words stay in the log: they may hold what no caller should read.
            _log.DatabaseActionFailed(failure);
            return OperationError.Internal;
        }
    }
}
