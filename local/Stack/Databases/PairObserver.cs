using System.Globalization;

namespace Steadfast.Local.Stack.Databases;

/// <summary>Looks at both servers at once. A server that does not answer is a result, never an exception.</summary>
internal sealed class PairObserver(DatabasePairOptions options)
{
    private readonly CpuMeter _cpu = new(options.Clock);

    public async Task<PairObservation> TakeAsync(PairRoles.Pair pair, bool diskFull, string appUser, CancellationToken ct)
    {
        var primary = LookAtPrimaryAsync(pair.Primary, diskFull, appUser, ct);
        var (status, error) = await AnswerAsync(pair.Standby, session => new Boxed(ReplicaStatus.Read(session)), ct);
        return await primary with
        {
            StandbyAnswers = error is null,
            StandbyError = error,
            IoRunning = status?.Status is { IoRunning: true },
            SqlRunning = status?.Status is { SqlRunning: true },
            LagSeconds = status?.Status?.LagSeconds,
        };
    }

    private async Task<PairObservation> LookAtPrimaryAsync(DatabaseMember primary, bool diskFull, string appUser, CancellationToken ct)
    {
        var (seen, error) = await AnswerAsync(
            primary,
            session => new PairObservation(PrimaryAnswers: true, StandbyAnswers: false)
            {
                PrimaryWritable = PrimaryRole.IsWritable(session),
                InSync = PrimaryRole.IsInSync(session),
                ActiveConnections = Number(session.Scalar("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = @p0", appUser)),
                AbortedConnections = Number(session.Pairs("SHOW GLOBAL STATUS LIKE 'Aborted_connects'")["Aborted_connects"]),
            },
            ct);
        return (seen ?? new PairObservation(PrimaryAnswers: false, StandbyAnswers: false)) with
        {
            PrimaryError = error,
            CpuPercent = primary.Server is { IsRunning: true, ProcessId: { } id } ? _cpu.Read(id) : null,
            StoragePercent = diskFull ? 100 : Math.Min(100, 100.0 * primary.Server.Folder.Size() / options.StorageBytes),
        };
    }

    private static async Task<(T? Answer, string? Error)> AnswerAsync<T>(
        DatabaseMember member, Func<SqlSession, T> ask, CancellationToken ct)
        where T : class
    {
        try
        {
            return (await member.Server.AskAsync(ask, ct: ct), null);
        }
        catch (DatabaseException e)
        {
            return (null, e.Message);
        }
    }

    private static long? Number(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>Tells "answers, and follows nobody" from "does not answer".</summary>
    private sealed record Boxed(ReplicaStatus? Status);
}
