namespace Steadfast.Local.Stack.Databases;

/// <summary>A failover that asks nothing of the old primary: it is made unable to write first, so that there are never two.</summary>
internal static class UnplannedFailover
{
    // Rows that have been received may take long to apply; each single statement may not.
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Completes when the new primary accepts writes and clients reach it.</summary>
    /// <exception cref="FailoverRefusedException">The standby cannot take over; the old primary was not touched.</exception>
    public static async Task<FailoverReport> RunAsync(PairRoles roles, CancellationToken ct)
    {
        var (primary, standby) = (roles.Primary, roles.Standby);
        await RequireStandbyAsync(roles, ct);

        long started = roles.Clock.GetTimestamp();
        roles.Endpoint.MoveTo(null);
        await primary.Server.FenceAsync();
        var closed = roles.Clock.GetElapsedTime(started);

        // From here on there is no primary until this is done. When it breaks off, the next one goes on where it was.
        roles.BeginTakeover();
        var applied = await standby.Server.AskAsync(
            session =>
            {
                if (ReplicaStatus.Read(session) is not null)
                {
                    Replica.ApplyAll(session, ct);
                }

                var elapsed = roles.Clock.GetElapsedTime(started);
                Replica.StandAlone(session);
                PrimaryRole.WaitForNobody(session);
                PrimaryRole.Open(session);
                return elapsed;
            },
            StatementTimeout,
            ct);
        roles.Swap();
        roles.Endpoint.MoveTo(standby.Server.Options.Address);
        return new(standby.Name, standby.Zone, Planned: false, closed, applied - closed, roles.Clock.GetElapsedTime(started) - applied);
    }

    private static async Task RequireStandbyAsync(PairRoles roles, CancellationToken ct)
    {
        ReplicaStatus? status;
        try
        {
            status = await roles.Standby.Server.AskAsync(ReplicaStatus.Read, ct: ct);
        }
        catch (DatabaseException e)
        {
            throw new FailoverRefusedException($"No failover: the standby does not answer ({e.Message}).", e);
        }

        // One that was restarted has forgotten what it had received and not applied yet.
        if (status is null or { Io: "No", Diverged: false } && !roles.TakeoverBrokeOff)
        {
            throw new FailoverRefusedException(
                "No failover: the standby does not follow the primary, so it may lack acknowledged writes. Restore redundancy first.");
        }

        if (status is { Diverged: true })
        {
            throw new FailoverRefusedException(
                $"No failover: the standby has stopped following (error {Math.Max(status.IoErrorNumber, status.SqlErrorNumber)}). Restore "
                    + "redundancy first.");
        }
    }
}
