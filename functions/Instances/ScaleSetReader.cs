using Microsoft.DurableTask;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;

namespace Steadfast.Functions.Instances;

/// <summary>Looks at the scale set as a whole from within an orchestration.</summary>
internal static class ScaleSetReader
{
    /// <summary>Looks until it can be read, or the deadline comes; then the last look says why not.</summary>
    public static async Task<ScaleSetCheck> ObserveAsync(TaskOrchestrationContext context, RecoveryOptions limits, DateTime deadline, Action<string> tell)
    {
        while (true)
        {
            var look = await context.CallActivityAsync<ScaleSetCheck>(nameof(CapacityActivities.ReadScaleSet), context.InstanceId, Retries.OfReads);
            TimeSpan pause = CheckPause.For(limits.CheckInterval, look.RetryAfter);
            if (look.Set is not null || context.CurrentUtcDateTime + pause > deadline)
            {
                return look;
            }

            tell($"{look.Problem}; looking again in {pause.TotalSeconds:0.##} s");
            await context.CreateTimer(pause, CancellationToken.None);
        }
    }
}
