using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Azure;

namespace Steadfast.Functions.Instances;

/// <summary>How the scale set's own automatic repairs were found, and what was done about them.</summary>
/// <param name="WasRunning">Whether they were running, so that whoever suspended them has to resume them.</param>
/// <param name="Detail">One sentence.</param>
public sealed record RepairsAnswer(bool WasRunning, string Detail);

/// <summary>Suspends and resumes the scale set's own automatic repairs. Each call looks before it acts.</summary>
public sealed class RepairActivities(AutomaticRepairs repairs, ILogger<RepairActivities> log)
{
    /// <summary>Input of the activities.</summary>
    /// <param name="AskedBy">The incident.</param>
    public sealed record RepairsInput(string AskedBy);

    /// <summary>Only looks.</summary>
    /// <param name="input">Who asks.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(LookAtRepairs))]
    public async Task<RepairsAnswer> LookAtRepairs([ActivityTrigger] RepairsInput input, CancellationToken cancellation) =>
        await repairs.ReadAsync(cancellation) == RepairsState.Running
            ? new(true, "the scale set's own automatic repairs are running")
            : new(false, "the scale set's own automatic repairs are not running");

    /// <summary>Suspends them if they are running.</summary>
    /// <param name="input">Who asks.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(SuspendRepairs))]
    public async Task<RepairsAnswer> SuspendRepairs([ActivityTrigger] RepairsInput input, CancellationToken cancellation)
    {
        RepairsAnswer found = await LookAtRepairs(input, cancellation);
        if (!found.WasRunning)
        {
            return found;
        }

        await repairs.StartSettingAsync(suspend: true, cancellation);
        log.RepairsSet(input.AskedBy, "suspended");
        return new(true, "the scale set's own automatic repairs were running and are suspended until the last incident has ended");
    }

    /// <summary>Resumes them if they are suspended.</summary>
    /// <param name="input">Who asks.</param>
    /// <param name="cancellation">Ends the request.</param>
    [Function(nameof(ResumeRepairs))]
    public async Task<RepairsAnswer> ResumeRepairs([ActivityTrigger] RepairsInput input, CancellationToken cancellation)
    {
        if (await repairs.ReadAsync(cancellation) != RepairsState.Suspended)
        {
            return new(false, "the scale set's own automatic repairs need not be resumed");
        }

        await repairs.StartSettingAsync(suspend: false, cancellation);
        log.RepairsSet(input.AskedBy, "resumed");
        return new(true, "the scale set's own automatic repairs are resumed");
    }
}
