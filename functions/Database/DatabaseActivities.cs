using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Azure;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>Looks at the database, asks the platform for a failover and for its progress, and tries to write. Each call returns at once; waiting is the orchestrator's.</summary>
public sealed class DatabaseActivities(
    SharedDatabaseLook look, DatabaseServer server, ArmRestClient rest, WebTier webTier, WriteProbe writer, IOptions<StackOptions> stack, TimeProvider clock,
    ILogger<DatabaseActivities> log)
{
    // Through three at once; the next attempt takes the next three.
    private const int WritersAtOnce = 3;

    /// <summary>Input of <see cref="ObserveDatabase"/>.</summary>
    /// <param name="AskedBy">The incident that asks.</param>
    /// <param name="NotBefore">A look that began earlier does not count, UTC.</param>
    public sealed record ObserveInput(string AskedBy, DateTime NotBefore);

    /// <summary>Input of <see cref="StartFailover"/>.</summary>
    /// <param name="Way">Which way.</param>
    /// <param name="Zone">Zone of the primary when it was decided on; null when it has none.</param>
    /// <param name="IsForced">It is asked for also while the platform is at work and when the standby is not healthy.</param>
    /// <param name="AskedAt">When it was decided on, UTC.</param>
    /// <param name="AskedBy">The incident.</param>
    public sealed record FailoverInput(FailoverWay Way, string? Zone, bool IsForced, DateTime AskedAt, string AskedBy);

    /// <summary>Input of <see cref="PollFailover"/>.</summary>
    /// <param name="StatusUrl">Where the progress can be read; null to judge by the server alone.</param>
    public sealed record PollInput(string? StatusUrl);

    /// <summary>Input of <see cref="VerifyWrite"/>.</summary>
    /// <param name="AskedBy">The incident.</param>
    /// <param name="Attempt">Which attempt this is, from 0.</param>
    public sealed record WriteInput(string AskedBy, int Attempt);

    /// <summary>Looks at the database. A part that cannot be read in time is unknown with its reason; this activity does not fail for it.</summary>
    /// <param name="input">Who asks.</param>
    /// <param name="cancellation">Ends the wait.</param>
    [Function(nameof(ObserveDatabase))]
    public Task<DatabaseObservation> ObserveDatabase([ActivityTrigger] ObserveInput input, CancellationToken cancellation) =>
        look.LookAsync(input.AskedBy, input.NotBefore, cancellation);

    /// <summary>Asks for a failover, unless the look before shows that one is under way, was done since it was decided on, or must not be done.</summary>
    /// <param name="input">How, since when, for whom.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(StartFailover))]
    public async Task<StartedOperation> StartFailover([ActivityTrigger] FailoverInput input, CancellationToken cancellation)
    {
        try
        {
            return await LookThenAct(input, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            ArmFailure why = ArmFailure.Of(failure);
            StartedOperation answer = why.Status == 409 ? await AfterConflict(input, why, cancellation) : StartAnswers.Of(why);
            log.NotFailedOver(input.AskedBy, answer.Kind, answer.Detail);
            return answer;
        }
    }

    /// <summary>Reads how a failover is getting on; when its status URL cannot be read, the server's own state is taken.</summary>
    /// <param name="input">Which.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(PollFailover))]
    public async Task<OperationProgress> PollFailover([ActivityTrigger] PollInput input, CancellationToken cancellation)
    {
        try
        {
            return await OperationStatus.ReadAsync(rest, input.StatusUrl, cancellation) ?? ProgressByServer(await server.ReadAsync(cancellation));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return OperationStatus.Unread(failure);
        }
    }

    /// <summary>Writes through a few web servers. What it writes it takes away again, also when it is delivered twice.</summary>
    /// <param name="input">Who asks.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Good as soon as one of them has written; else what the last of them said.</returns>
    [Function(nameof(VerifyWrite))]
    public async Task<Reading> VerifyWrite([ActivityTrigger] WriteInput input, CancellationToken cancellation)
    {
        try
        {
            return stack.Value.NotesPath.Length == 0 ? await ByStatusAsync(cancellation) : await ByWritingAsync(input, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return Reading.Unknown($"the web servers cannot be found ({ArmFailure.Of(failure)})");
        }
    }

    private async Task<Reading> ByWritingAsync(WriteInput input, CancellationToken cancellation)
    {
        var all = await webTier.AddressesAsync(cancellation);
        string key = $"verify-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input.AskedBy)).AsSpan(0, 12))}";
        int first = all.Count == 0 ? 0 : input.Attempt * WritersAtOnce % all.Count;
        Reading last = Reading.Unknown("there is no web server to write through");
        // Those that are not waited for go on, so that what they add they take away.
        var writing = all.Skip(first).Concat(all.Take(first)).Take(WritersAtOnce).Select(async instance =>
            (instance.Id, Answer: await writer.WriteAsync(instance.Address, $"{key}-{instance.Id}", CancellationToken.None)));
        await foreach (var written in Task.WhenEach(writing).WithCancellation(cancellation))
        {
            (string id, Reading answer) = await written;
            last = answer with { Detail = $"instance {id}: {answer.Detail}" };
            if (answer.Verdict == Verdict.Good)
            {
                return last;
            }
        }

        // An application without notes is believed what it says in its status.
        return last.Verdict == Verdict.Unknown && all.Count > 0 ? await ByStatusAsync(cancellation) : last;
    }

    private async Task<Reading> ByStatusAsync(CancellationToken cancellation)
    {
        WebTierView tier = await webTier.LookAsync(cancellation);
        return WebTierVotes.Of(tier) is WebTierVote.Good or WebTierVote.Slow
            ? Reading.Good($"{tier.Ok + tier.Slow} of {tier.Total} web servers say that they write")
            : Reading.Bad($"{tier.Ok + tier.Slow} of {tier.Total} web servers say that they write");
    }

    private async Task<StartedOperation> LookThenAct(FailoverInput input, CancellationToken cancellation)
    {
        DatabaseServerReading now = await server.ReadAsync(cancellation);
        if (FailoverStartPolicy.Answer(input, now, await MaintenanceAsync(input, cancellation), clock.GetUtcNow()) is { } answer)
        {
            return answer;
        }

        string? url = await (input.Way == FailoverWay.Failover ? server.StartFailoverAsync(cancellation) : server.StartRestartWithFailoverAsync(cancellation));
        log.FailoverAccepted(input.AskedBy, input.Way, input.IsForced);
        return new(StartKind.Accepted, url, null, input.Way == FailoverWay.Failover ? "failover of the database accepted" : "restart of the database with a failover accepted");
    }

    // Whether one is under way is good to know, but not to know it is no reason to leave a database down.
    private async Task<string?> MaintenanceAsync(FailoverInput input, CancellationToken cancellation)
    {
        try
        {
            return await server.MaintenanceAsync(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.PartUnreadable(input.AskedBy, "maintenances of the database", failure);
            return null;
        }
    }

    private async Task<StartedOperation> AfterConflict(FailoverInput input, ArmFailure why, CancellationToken cancellation)
    {
        try
        {
            return FailoverStartPolicy.Answer(input, await server.ReadAsync(cancellation), maintenance: null, clock.GetUtcNow()) ?? StartAnswers.Of(why);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return StartAnswers.Of(why) with { RetryAfter = ArmFailure.Of(failure).RetryAfter };
        }
    }

    private static OperationProgress ProgressByServer(DatabaseServerReading now) => new(
        now.IsChanging ? ActionResult.Running : ActionResult.Succeeded, null, $"the server is {now.State}, its primary in zone {now.Zone ?? "unknown"}");
}
