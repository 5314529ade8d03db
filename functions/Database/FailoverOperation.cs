using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Database;

/// <summary>Carries one failover from the request to its end.</summary>
internal static class FailoverOperation
{
    public static readonly string Kind = RepairAction.Failover.Name();

    public static Task<ActionTaken> RunAsync(
        Waits waits, RecoveryInput input, IncidentLog log, DatabaseActivities.FailoverInput request, string askedBy)
    {
        DatabaseOptions limits = input.Settings.Database;
        OperationPlan plan = new(Kind, input.Target, askedBy, limits.FailoverDeadline, limits.PollInterval)
        {
            SeenAt = request.AskedAt,
        };
        return PlatformOperation.RunAsync(waits, plan, new(
            () => waits.Context.CallActivityAsync<StartedOperation>(
                nameof(DatabaseActivities.StartFailover), request with { Permit = waits.ForRequest(request.Permit) },
                Retries.OfActions),
            (statusUrl, unanswered, poll) => waits.Context.CallActivityAsync<OperationProgress>(
                nameof(DatabaseActivities.PollFailover),
                new DatabaseActivities.PollInput(statusUrl)
                {
                    Plan = poll,
                    Trace = request.Permit.Cause?.Trace,
                    Unanswered = unanswered,
                    ZoneBefore = unanswered is null ? null : request.Zone,
                },
                Retries.OfReads),
            log.ActionChanged, text => log.Add(StepKind.Waiting, IncidentText.NotStarted(Kind, input.Target, text))));
    }
}

/// <summary>
/// Decides whether a failover needs to be asked for at all, by what is seen of the server. Activities are delivered at least once, and the
/// platform may have acted by itself since the decision. Pure.
/// </summary>
public static class FailoverStartPolicy
{
    /// <summary>Gives the answer when nothing must be asked of the platform; null when it must.</summary>
    /// <param name="maintenance">The maintenance that the platform is carrying out; null when there is none.</param>
    public static StartedOperation? Answer(
        DatabaseActivities.FailoverInput input, DatabaseServerReading server, string? maintenance, DateTimeOffset now)
    {
        if (server.HasMovedFrom(input.Zone))
        {
            return Moved(input, server);
        }

        if (server.IsOff)
        {
            return new(StartKind.Refused, null, null, $"the server is {server.State}");
        }

        if (StaleDecision.Is(input.AskedAt, now))
        {
            return StaleDecision.MadeAnew(input.AskedAt);
        }

        return server switch
        {
            _ when input.IsForced => null,
            { IsFailingOver: true } => Attached("Azure is failing over already; waiting for that"),
            _ when StandbyPolicy.ObjectionOf(server) is { } objection => new(StartKind.Refused, null, null, objection.Text),
            _ when input.IsOverPlatform => null,
            { IsChanging: true } => NotNow($"Azure is working on the server ({server.State})"),
            _ when maintenance is not null => NotNow($"Azure is carrying out a maintenance ({maintenance})"),
            _ => null,
        };
    }

    private static StartedOperation Moved(DatabaseActivities.FailoverInput input, DatabaseServerReading server)
    {
        if (server.IsChanging)
        {
            return Attached($"the primary is in zone {server.Zone} by now, and the platform is finishing that");
        }

        return new(
            StartKind.AlreadyDone, null, null,
            $"the primary is in zone {server.Zone} by now, and was in zone {input.Zone} when the failover was decided on");
    }

    private static StartedOperation Attached(string detail) => new(StartKind.Attached, null, null, detail);

    private static StartedOperation NotNow(string detail) => new(StartKind.NotNow, null, null, detail);
}
