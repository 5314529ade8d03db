using Steadfast.Functions.Actions;
using Steadfast.Functions.Durable;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Instances;

/// <summary>Looks at the scale set as a whole from within an orchestration.</summary>
internal static class ScaleSetReader
{
    /// <summary>Looks until it can be read, or the deadline comes; then the last look says why not.</summary>
    public static async Task<ScaleSetCheck> ObserveAsync(
        Waits waits, RecoveryOptions limits, DateTime deadline, Action<StepKind, Statement> tell)
    {
        while (true)
        {
            ScaleSetCheck? look = await waits.AskAsync(() =>
                waits.Context.CallActivityAsync<ScaleSetCheck>(
                    nameof(CapacityActivities.ReadScaleSet), waits.Context.InstanceId, Retries.OfReads));
            if (look is null)
            {
                return new(null, null, Waits.Ended);
            }

            if (look.Set is not null || waits.Until(deadline, limits.CheckInterval, look.RetryAfter) is not { } pause)
            {
                return look;
            }

            tell(StepKind.Waiting, InstanceText.ScaleSetUnread(look.Problem ?? "", pause));
            await waits.PauseAsync(pause);
        }
    }
}
