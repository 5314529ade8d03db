namespace Steadfast.Local.Stack.Databases;

/// <summary>Restarts the primary in its role. The standby is made unable to write first when it might be able to.</summary>
internal static class PrimaryRestart
{
    private static readonly TimeSpan StatementTimeout = TimeSpan.FromSeconds(5);

    // The standby comes back within a second or so; writes that wait for it would wait as long.
    private static readonly TimeSpan StandbyWait = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Completes when it accepts writes again and clients reach it.</summary>
    public static async Task RunAsync(PairRoles roles, CancellationToken ct)
    {
        var (primary, standby) = (roles.Primary, roles.Standby);
        roles.Endpoint.MoveTo(null);
        roles.ForgetTakeover();
        await EndAsync(primary.Server);
        await primary.Server.StartAsync(ct: ct);
        await CallStandbyAsync(standby.Server, ct);
        await primary.Server.AskAsync(
            session =>
            {
                // After a failover that broke off it may have been told to follow already.
                Replica.StandAlone(session);
                PrimaryRole.WaitForStandby(session, StandbyWait, roles.Clock);
                PrimaryRole.Open(session);
                return true;
            },
            StatementTimeout,
            ct);
        roles.Endpoint.MoveTo(primary.Server.Options.Address);
    }

    private static async Task EndAsync(MariaDbServer server)
    {
        try
        {
            await server.AskAsync(static session => session.Scalar("SELECT 1"));
            await server.StopAsync();
        }
        catch (DatabaseException)
        {
            await server.FenceAsync();
        }
    }

    /// <summary>
    /// Makes a standby that waits between two attempts connect now. One that could be writable, or does not say, is ended.
    /// </summary>
    private static async Task CallStandbyAsync(MariaDbServer standby, CancellationToken ct)
    {
        try
        {
            bool safe = await standby.AskAsync(
                session =>
                {
                    if (PrimaryRole.IsWritable(session))
                    {
                        return false;
                    }

                    if (ReplicaStatus.Read(session) is not null)
                    {
                        session.Execute("STOP SLAVE IO_THREAD");
                        session.Execute("START SLAVE IO_THREAD");
                    }

                    return true;
                },
                StatementTimeout,
                ct);
            if (safe)
            {
                return;
            }
        }
        catch (DatabaseException)
        {
            // Dead, or hanging: ended below.
        }

        await standby.FenceAsync();
    }
}
