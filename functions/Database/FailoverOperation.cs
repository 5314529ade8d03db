using Microsoft.DurableTask;
using Steadfast.Functions.Diagnosis;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Instances;

namespace Steadfast.Functions.Database;

/// <summary>One failover from the request to its end.</summary>
internal static class FailoverOperation
{
    public const string Kind = "failover";

    // Whatever is in the way takes its time.
    private const int LooksWhileBusy = 2;

    public static Task<ActionTaken> RunAsync(
        TaskOrchestrationContext context, RecoveryInput input, IncidentStory story, FailoverWay way, string? zone, bool isForced, FailureKind fault)
    {
        DatabaseOptions limits = input.Settings.Database;
        OperationPlan plan = new(Kind, input.Target, input.StartedBy, limits.FailoverDeadline, limits.PollInterval, LooksWhileBusy * limits.LookInterval);
        return PlatformOperation.RunAsync(context, plan, new(
            askedAt => context.CallActivityAsync<StartedOperation>(
                nameof(DatabaseActivities.StartFailover),
                new DatabaseActivities.FailoverInput(way, zone, isForced, askedAt, context.InstanceId) { IsOverPlatform = fault == FailureKind.PlatformRecovering },
                Retries.OfActions),
            (statusUrl, poll) => context.CallActivityAsync<OperationProgress>(
                nameof(DatabaseActivities.PollFailover), new DatabaseActivities.PollInput(statusUrl) { Plan = poll }, Retries.OfLooks),
            story.Acts, story.Tell));
    }
}
