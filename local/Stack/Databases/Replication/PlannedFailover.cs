namespace Steadfast.Local.Stack.Databases;

/// <summary>
/// A failover with the help of the old primary: it stops writing, the standby gets everything, they change places, and the old primary
/// follows before the new one opens, so that there is no moment without a second copy.
/// </summary>
internal sealed class PlannedFailover(PairRoles roles, SqlSession old, SqlSession next, CancellationToken ct)
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(3);

    // A client waits as long as this; a failover that takes longer is one that it should not have begun.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    // The old primary follows within 50 to 100 ms. When it does not, writing goes on without it.
    private static readonly TimeSpan FollowWait = TimeSpan.FromMilliseconds(500);

    private readonly long _started = roles.Clock.GetTimestamp();

    /// <summary>Completes when the new primary accepts writes and clients reach it.</summary>
    /// <exception cref="FailoverRefusedException">One of the two is not well; nothing was changed.</exception>
    /// <exception cref="DatabaseException">It was given up half way and the old primary accepts writes again.</exception>
    public static Task<FailoverReport> RunAsync(PairRoles roles, CancellationToken ct) => roles.Primary.Server.AskAsync(
        old =>
        {
            using var next = SqlFailure.Named(
                roles.Standby.Name, () => SqlSession.AsAdministrator(roles.Standby.Server.Folder.Socket, StatementTimeout));
            return new PlannedFailover(roles, old, next, ct).Run();
        },
        StatementTimeout,
        ct);

    private FailoverReport Run()
    {
        RequireBoth();
        var closed = TimeSpan.Zero;
        try
        {
            PrimaryRole.Close(old, roles.Accounts.AppUser);
            roles.Endpoint.MoveTo(null);
            closed = Elapsed;
            CatchUp();
        }
        catch
        {
            Reopen();
            throw;
        }

        var applied = Elapsed;
        var (primary, standby) = (roles.Primary, roles.Standby);
        roles.BeginTakeover();
        Replica.StandAlone(next);
        if (TurnRound())
        {
            PrimaryRole.WaitForStandby(next, FollowWait, roles.Clock);
        }

        PrimaryRole.Open(next);
        roles.Swap();
        roles.Endpoint.MoveTo(standby.Server.Options.Address);
        return new(standby.Name, standby.Zone, Planned: true, closed, applied - closed, Elapsed - applied);
    }

    private TimeSpan Elapsed => roles.Clock.GetElapsedTime(_started);

    private void RequireBoth()
    {
        if (!PrimaryRole.IsWritable(old))
        {
            throw new FailoverRefusedException("No planned failover: the primary does not accept writes. Ask for one that is not planned.");
        }

        if (ReplicaStatus.Read(next) is not { Follows: true, LagSeconds: <= 1 })
        {
            throw new FailoverRefusedException(
                "No planned failover: the standby does not follow the primary closely. Restore redundancy first.");
        }

        ct.ThrowIfCancellationRequested();
    }

    private void CatchUp()
    {
        if (!Replica.HasReached(next, PrimaryRole.Position(old), MaxWait))
        {
            throw new DatabaseException($"The failover was given up: the standby did not catch up within {MaxWait.TotalSeconds:0} s.");
        }

        ct.ThrowIfCancellationRequested();
    }

    private void Reopen()
    {
        PrimaryRole.Open(old);
        roles.Endpoint.MoveTo(roles.Primary.Server.Options.Address);
    }

    /// <summary>
    /// Makes the old primary follow. It is read-only whatever comes of it, so a failure costs the second copy for a while and nothing else.
    /// </summary>
    private bool TurnRound()
    {
        try
        {
            return SqlFailure.Named(roles.Primary.Name, () =>
            {
                PrimaryRole.WaitForNobody(old);
                Replica.Follow(old, roles.Standby.Server.Options.Address, roles.Accounts, wasPrimary: true);
                return true;
            });
        }
        catch (DatabaseException)
        {
            return false;
        }
    }
}
