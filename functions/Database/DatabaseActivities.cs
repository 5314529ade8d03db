using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;
using Steadfast.Functions.Telemetry;

namespace Steadfast.Functions.Database;

/// <summary>
/// Looks at the database, and asks the platform for a failover and for its progress. None waits longer than
/// <see cref="BoundedPoll.Window"/>.
/// </summary>
public sealed class DatabaseActivities(
    SharedDatabaseObservation look, DatabaseServer server, ArmRestClient rest, TimeProvider clock, ILogger<DatabaseActivities> log)
{
    // All looks of one call are one message, which stays below 64 KB; the largest look has less than the other half.
    private const int MaxWritten = 32 * 1024;

    /// <summary>Carries the input of <see cref="ObserveDatabase"/>.</summary>
    /// <param name="AskedBy">The incident that asks.</param>
    /// <param name="NotBefore">A look that began earlier does not count, UTC.</param>
    public sealed record ObserveInput(string AskedBy, DateTime NotBefore) : TracedInput
    {
        /// <summary>Gets the pause before the first look, at most <see cref="BoundedPoll.Window"/>. Default none.</summary>
        public TimeSpan Pause { get; init; }

        /// <summary>Looks at it more than once; null: once.</summary>
        public DatabaseWatch? Watch { get; init; }
    }

    /// <summary>Looks that are made one after the other, as long as they come to the same.</summary>
    /// <param name="Expected">The diagnosis; the first look that comes to another one is the last.</param>
    /// <param name="HasMoved">Whether another machine is the primary since the incident was opened, by which a look is judged.</param>
    /// <param name="Looks">How many at most.</param>
    /// <param name="Interval">Pause between two of them.</param>
    public sealed record DatabaseWatch(FailureKind Expected, bool HasMoved, int Looks, TimeSpan Interval)
    {
        /// <summary>Gets the longest pause between two of them, whatever the platform asks for.</summary>
        public TimeSpan MaxWait { get; init; } = TimeSpan.FromMinutes(2);

        /// <summary>Gets the moment at which the last of them is made at the latest, UTC; null: there is no deadline.</summary>
        public DateTime? Until { get; init; }
    }

    /// <summary>Carries the input of <see cref="StartFailover"/>.</summary>
    /// <param name="Zone">Zone of the primary when it was decided on; null when it has none.</param>
    /// <param name="IsForced">A person's word: it is asked for also while the platform is at work and when the standby is not
    /// healthy.</param>
    /// <param name="AskedAt">When what it was decided on was seen, UTC.</param>
    public sealed record FailoverInput(FailoverWay Way, string? Zone, bool IsForced, DateTime AskedAt, HeldPermit Permit)
    {
        /// <summary>
        /// Gets whether the platform has been at work for too long: that alone stands against it no more. The standby must be able to take
        /// over all the same.
        /// </summary>
        public bool IsOverPlatform { get; init; }
    }

    /// <summary>Carries the input of <see cref="PollFailover"/>.</summary>
    /// <param name="StatusUrl">Where the progress can be read; null to judge by the server alone.</param>
    public sealed record PollInput(string? StatusUrl) : TracedInput
    {
        /// <summary>Gets how often to ask within this call; null: once.</summary>
        public PollPlan? Plan { get; init; }

        /// <summary>Gets the request whose failover is looked for; null for one that the platform has accepted, or its own.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public UnansweredRequest? Unanswered { get; init; }

        /// <summary>Gets the zone of the primary before that request; null when it has none, or where there is no such request.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? ZoneBefore { get; init; }
    }

    /// <summary>
    /// Looks at the database, several times where that is asked for. A part that cannot be read in time is unknown with its reason; this
    /// activity does not fail for it.
    /// </summary>
    /// <returns>Every look, the oldest first; at least one.</returns>
    [Function(nameof(ObserveDatabase))]
    public async Task<DatabaseObservation[]> ObserveDatabase([ActivityTrigger] ObserveInput input, CancellationToken cancellation)
    {
        using Activity? span = Spans.Start(SpanNames.Observe, input.Trace);
        span?.With(AttributeNames.Incident, input.AskedBy).With(AttributeNames.Target, IncidentKey.Database);
        return await WatchAsync(
            input, notBefore => look.ObserveAsync(input.AskedBy, notBefore, cancellation), clock,
            pause => Task.Delay(pause, clock, cancellation));
    }

    /// <summary>Does the same with whatever looks and waits.</summary>
    /// <param name="look">Looks; given the moment before which a look must not have begun.</param>
    internal static async Task<DatabaseObservation[]> WatchAsync(
        ObserveInput input, Func<DateTime, Task<DatabaseObservation>> look, TimeProvider clock, Func<TimeSpan, Task> pause)
    {
        List<DatabaseObservation> seen = [];
        int written = 0;
        await BoundedPoll.RunAsync(input.Pause, ObserveAsync, Again, clock, pause);
        return [.. seen];

        async Task<DatabaseObservation> ObserveAsync()
        {
            // Each is a look of its own: two that share one would agree with each other.
            DateTime now = clock.GetUtcNow().UtcDateTime;
            DatabaseObservation latest = await look(now > input.NotBefore ? now : input.NotBefore);
            seen.Add(latest);
            written += JsonSerializer.SerializeToUtf8Bytes(latest).Length;
            return latest;
        }

        TimeSpan? Again(DatabaseObservation latest)
        {
            if (input.Watch is not { } watch
                || written > MaxWritten || seen.Count >= watch.Looks
                || DatabaseDiagnosisPolicy.Diagnose(latest, watch.HasMoved).Kind != watch.Expected)
            {
                return null;
            }

            if (watch.Until is not { } until)
            {
                return CheckPause.For(watch.Interval, latest.RetryAfter, watch.MaxWait);
            }

            return CheckPause.Until(until, clock.GetUtcNow().UtcDateTime, watch.Interval, latest.RetryAfter, watch.MaxWait);
        }
    }

    /// <summary>
    /// Asks for a failover, unless the look before shows that one is under way, was done since it was decided on, or must not be done, or
    /// the guard does not let it begin.
    /// </summary>
    [Function(nameof(StartFailover))]
    public Task<StartedOperation> StartFailover(
        [ActivityTrigger] FailoverInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        ActionSpan.StartAsync(FailoverOperation.Kind, IncidentKey.Database, input.Permit, () => TryStartAsync(input, client, cancellation));

    private async Task<StartedOperation> TryStartAsync(FailoverInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            StartedOperation started = await CheckThenAct(input, client, cancellation);
            if (started.MayHaveBegun)
            {
                log.NotFailedOver(input.Permit.IncidentId, started.Kind, started.Detail);
            }

            return started;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            StartedOperation answer = await AnswerAsync(ArmFailure.Of(failure), input, cancellation);
            log.NotFailedOver(input.Permit.IncidentId, answer.Kind, answer.Detail);
            return answer;
        }
    }

    /// <summary>Reads how a failover is getting on; when its status URL cannot be read, the server's own state is taken.</summary>
    [Function(nameof(PollFailover))]
    public Task<OperationProgress> PollFailover(
        [ActivityTrigger] PollInput input, CancellationToken cancellation) => ActionSpan.FollowAsync(
        FailoverOperation.Kind, IncidentKey.Database, input.Trace,
        () => OperationStatus.FollowAsync(
            input.Plan,
            UnansweredRequest.UntilSeen(input.Unanswered, left => PollOnceAsync(input with { Unanswered = left }, cancellation)),
            clock, pause => Task.Delay(pause, clock, cancellation)));

    private async Task<OperationProgress> PollOnceAsync(PollInput input, CancellationToken cancellation)
    {
        try
        {
            return await BoundedRead.RunAsync(
                async bounded => await OperationStatus.ReadAsync(rest, input.StatusUrl, bounded)
                    ?? ProgressByServer(input, await server.ReadAsync(bounded)),
                clock, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return OperationStatus.Unread(failure);
        }
    }

    private async Task<StartedOperation> CheckThenAct(FailoverInput input, DurableTaskClient client, CancellationToken cancellation)
    {
        if (await ClearedStart.EarlierAsync(client, input.Permit, clock, cancellation) is { } earlier)
        {
            return earlier;
        }

        DatabaseServerReading now = await BoundedRead.RunAsync(server.ReadAsync, clock, cancellation, BoundedRead.Short);
        if (FailoverStartPolicy.Answer(input, now, await MaintenanceAsync(input, cancellation), clock.GetUtcNow()) is { } answer)
        {
            return answer;
        }

        return await ClearedStart.RunAsync(client, input.Permit, clock, AskAsync, cancellation);

        async Task<StartedOperation> AskAsync(Clearance clearance)
        {
            if (input.Way == FailoverWay.Failover)
            {
                return Accepted(await server.StartFailoverAsync(clearance, cancellation), "the failover of the database");
            }

            return Accepted(
                await server.StartRestartWithFailoverAsync(clearance, cancellation), "the restart of the database with a failover");
        }

        StartedOperation Accepted(string? url, string what)
        {
            log.FailoverAccepted(input.Permit.IncidentId, input.Way, input.IsForced);
            return new(StartKind.Accepted, url, null, $"Azure accepted {what}");
        }
    }

    // Whether one is under way is good to know, but not to know it is no reason to leave a database down.
    private async Task<string?> MaintenanceAsync(FailoverInput input, CancellationToken cancellation)
    {
        try
        {
            return await BoundedRead.RunAsync(server.MaintenanceAsync, clock, cancellation, BoundedRead.Short);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            log.PartUnreadable(input.Permit.IncidentId, "maintenances of the database", failure);
            return null;
        }
    }

    private async Task<StartedOperation> AnswerAsync(ArmFailure why, FailoverInput input, CancellationToken cancellation)
    {
        if (!why.LeavesOutcomeUnknown)
        {
            return StartAnswers.Of(why);
        }

        try
        {
            DatabaseServerReading now = await BoundedRead.RunAsync(server.ReadAsync, clock, cancellation, BoundedRead.Short);
            return FailoverStartPolicy.Answer(input, now, maintenance: null, clock.GetUtcNow()) ?? StartAnswers.Of(why);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return StartAnswers.Of(why) with { RetryAfter = ArmFailure.Of(failure).RetryAfter ?? why.RetryAfter };
        }
    }

    private OperationProgress ProgressByServer(PollInput input, DatabaseServerReading now)
    {
        if (input.Unanswered is { } sent && !now.IsChanging && !now.HasMovedFrom(input.ZoneBefore))
        {
            return sent.Unseen("failover of the database", clock.GetUtcNow());
        }

        ActionResult result = now.IsChanging ? ActionResult.Running : ActionResult.Succeeded;
        return new(result, null, $"the server is {now.State}, its primary in zone {now.Zone ?? "unknown"}")
        {
            WasSeen = input.Unanswered is not null,
        };
    }
}
