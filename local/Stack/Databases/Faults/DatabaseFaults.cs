namespace Steadfast.Local.Stack.Databases;

/// <summary>Faults that the servers of a pair can be given. Faults on the way to them: <see cref="EndpointEntrance"/>.</summary>
public sealed class DatabaseFaults
{
    private readonly PairRoles _roles;
    private DiskFault? _disk;

    internal DatabaseFaults(PairRoles roles) => _roles = roles;

    /// <summary>True while the disk of the present primary is full.</summary>
    public bool DiskIsFull => Volatile.Read(ref _disk) is { } disk && disk.Server == _roles.Primary.Server && disk.IsOn;

    /// <summary>The primary crashes.</summary>
    public void KillPrimary() => _roles.Primary.Server.Kill();

    /// <summary>The primary hangs; <see cref="MariaDbServer.Continue"/> ends it, unless a failover has killed the server.</summary>
    public void HangPrimary() => _roles.Primary.Server.Pause();

    /// <summary>The standby crashes.</summary>
    public void KillStandby() => _roles.Standby.Server.Kill();

    /// <summary>The standby hangs: the first commit waits 1.5 s for it, later ones do not.</summary>
    public void HangStandby() => _roles.Standby.Server.Pause();

    /// <summary>
    /// The standby hears nothing of the primary from now on: after the wait of a commit, writes are acknowledged that it does not have. It
    /// hangs until
    /// <see cref="ContinueStandby"/>; nothing that was sent reaches it then.
    /// </summary>
    /// <param name="ct">Gives up.</param>
    public Task CutStandbyAsync(CancellationToken ct = default)
    {
        _roles.Standby.Server.Pause();
        return _roles.Primary.Server.ExecuteAsync([$"KILL HARD USER '{_roles.Accounts.ReplicationUser}'"], TimeSpan.FromSeconds(5), ct);
    }

    /// <summary>The standby goes on. It follows the primary again if that is there.</summary>
    public void ContinueStandby() => _roles.Standby.Server.Continue();

    /// <summary>
    /// After a failover the old primary comes back by itself, as its machine would start it. It is read-only and gets no clients.
    /// </summary>
    public Task StartOldPrimaryAsync(CancellationToken ct = default) => _roles.Standby.Server.StartAsync(ct: ct);

    /// <summary>The primary accepts no more writes, with all connections left as they are.</summary>
    public Task MakePrimaryReadOnlyAsync(CancellationToken ct = default) =>
        _roles.Primary.Server.ExecuteAsync(["SET GLOBAL read_only = 1"], TimeSpan.FromSeconds(5), ct);

    /// <summary>
    /// The primary's disk is full: writes fail at once, reads go on. See <see cref="DiskFault"/> for what it takes to end it.
    /// </summary>
    public async Task<DiskFault> FillPrimaryDiskAsync(CancellationToken ct = default)
    {
        var disk = await DiskFault.BeginAsync(_roles.Primary.Server, ct);
        Volatile.Write(ref _disk, disk);
        return disk;
    }

    /// <summary>
    /// The standby receives changes and does not apply them, until the result is disposed. Nothing is lost by it, but it cannot take over
    /// quickly.
    /// </summary>
    public Task<IAsyncDisposable> LagStandbyAsync(string table, CancellationToken ct = default) =>
        StandbyLag.BeginAsync(_roles.Standby.Server, $"{_roles.Accounts.Database}.{table}", ct);
}
