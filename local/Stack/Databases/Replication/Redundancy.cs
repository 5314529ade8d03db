using Steadfast.Local.Stack.Backups;

namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// Makes the pair redundant again: the standby follows, or is made to, or is made anew. Looks first, so it may be repeated.
/// </summary>
internal sealed class Redundancy(PairRoles roles)
{
    // A standby that is merely busy is not one that has to be killed.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FollowDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(20);

    // A refusal by the primary comes a few milliseconds after a start that looks well.
    private const int LooksInARow = 5;

    private readonly DatabaseMember _primary = roles.Primary;
    private readonly DatabaseMember _standby = roles.Standby;

    /// <summary>
    /// Completes when the standby follows and commits wait for it. True when the standby had to be made anew from a copy of the primary.
    /// </summary>
    /// <exception cref="DatabaseException">The primary does not answer, or the standby could not be made anew.</exception>
    public async Task<bool> RestoreAsync(CancellationToken ct)
    {
        await _primary.Server.AskAsync(PrimaryRole.Position, MaxWait, ct);
        var standing = await ReadConditionAsync(ct);
        bool following = standing == StandbyCondition.Follows || await TryReattachAsync(standing, ct);
        if (!following)
        {
            await RebuildAsync(ct);
        }

        roles.ForgetTakeover();
        await SwitchOnWaitingAsync(ct);
        return !following;
    }

    private enum StandbyCondition
    {
        Follows,
        Answers,
        Silent,
    }

    private async Task<StandbyCondition> ReadConditionAsync(CancellationToken ct)
    {
        try
        {
            // A question that changes nothing may be left behind when a failover is asked for; others are waited for.
            var status = await _standby.Server.AskAsync(ReplicaStatus.Read, MaxWait, ct).WaitAsync(ct);
            return status is { Follows: true } ? StandbyCondition.Follows : StandbyCondition.Answers;
        }
        catch (DatabaseException)
        {
            return StandbyCondition.Silent;
        }
    }

    /// <summary>Starts it anew in any case: only a start can undo what it wrote as the primary and nobody has acknowledged.</summary>
    private async Task<bool> TryReattachAsync(StandbyCondition standing, CancellationToken ct)
    {
        try
        {
            // An orderly end where it is possible, so that the next start is quick.
            await (standing == StandbyCondition.Answers ? _standby.Server.StopAsync() : _standby.Server.FenceAsync());
            await _standby.Server.StartAsync(afterLosingItsRole: true, ct);
            await FollowAsync(wasPrimary: true, ct);
            return await IsFollowingAsync(ct);
        }
        catch (DatabaseException)
        {
            return false;
        }
    }

    private Task FollowAsync(bool wasPrimary, CancellationToken ct) => _standby.Server.AskAsync(
        session =>
        {
            PrimaryRole.WaitForNobody(session);
            Replica.Follow(session, _primary.Server.Options.Address, roles.Accounts, wasPrimary);
            return true;
        },
        MaxWait,
        ct);

    /// <summary>False when it cannot follow: the servers have different pasts, or it took too long.</summary>
    private async Task<bool> IsFollowingAsync(CancellationToken ct)
    {
        string position = await _primary.Server.AskAsync(PrimaryRole.Position, MaxWait, ct);
        long started = roles.Clock.GetTimestamp();
        int good = 0;
        while (good < LooksInARow && roles.Clock.GetElapsedTime(started) < FollowDeadline)
        {
            var (status, reached) = await _standby.Server.AskAsync(
                session => (ReplicaStatus.Read(session), Replica.HasReached(session, position, CheckInterval)), MaxWait, ct);
            if (status is null or { Diverged: true })
            {
                return false;
            }

            good = status.Follows && reached ? good + 1 : 0;
            await Task.Delay(CheckInterval, roles.Clock, ct);
        }

        return good == LooksInARow;
    }

    private async Task RebuildAsync(CancellationToken ct)
    {
        await _standby.Server.FenceAsync();
        var folder = _standby.Server.Folder;
        folder.RemoveData();
        var copy = await PhysicalBackup.TakeAsync(_primary.Server, folder.Data, ct);
        await _standby.Server.StartAsync(ct: ct);
        await _standby.Server.ExecuteAsync(["RESET MASTER", $"SET GLOBAL gtid_slave_pos = '{copy.Position}'"], MaxWait, ct);
        await FollowAsync(wasPrimary: false, ct);
        if (!await IsFollowingAsync(ct))
        {
            throw new DatabaseException($"{_standby.Name} was made anew from {_primary.Name} and does not follow it all the same.");
        }
    }

    private async Task SwitchOnWaitingAsync(CancellationToken ct)
    {
        if (!await _primary.Server.AskAsync(session => PrimaryRole.WaitForStandby(session, MaxWait, roles.Clock), MaxWait, ct))
        {
            throw new DatabaseException($"{_standby.Name} follows, but does not confirm what it receives.");
        }
    }
}
