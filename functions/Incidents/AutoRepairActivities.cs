using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Steadfast.Functions.Actions;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>
/// Suspends and resumes the scale set's own automatic repairs, so that an instance has one owner. Each call reads, asks for the change
/// where it may be needed, and says whether it is done; calling again until then is the orchestrator's.
/// </summary>
public sealed class AutoRepairActivities(AutomaticRepairs repairs, ILogger<AutoRepairActivities> log)
{
    /// <param name="AskedBy">The incident.</param>
    public sealed record RepairsInput(string AskedBy)
    {
        /// <summary>
        /// Gets whether the platform has taken the same change from an earlier call, so that a reading which shows it is believed.
        /// </summary>
        public bool IsAskedFor { get; init; }
    }

    /// <summary>Tells whether they are running.</summary>
    [Function(nameof(ReadAutoRepairs))]
    public Task<RepairsAnswer> ReadAutoRepairs([ActivityTrigger] RepairsInput input, CancellationToken cancellation) =>
        Answered(input, async () =>
        Of(await repairs.ReadAsync(cancellation), state => state != RepairsState.Unknown), cancellation);

    /// <summary>Suspends them if they are running.</summary>
    [Function(nameof(SuspendRepairs))]
    public Task<RepairsAnswer> SuspendRepairs([ActivityTrigger] RepairsInput input, CancellationToken cancellation) =>
        SetAsync(input, suspend: true, state => state is RepairsState.Suspended or RepairsState.NotRunning, cancellation);

    /// <summary>
    /// Resumes them, also when they are read as running. Whether it was the automation that suspended them is known to the caller.
    /// </summary>
    [Function(nameof(ResumeRepairs))]
    public Task<RepairsAnswer> ResumeRepairs([ActivityTrigger] RepairsInput input, CancellationToken cancellation) =>
        SetAsync(input, suspend: false, state => state is RepairsState.Running or RepairsState.NotRunning, cancellation);

    private Task<RepairsAnswer> SetAsync(
        RepairsInput input, bool suspend, Func<RepairsState, bool> isDone, CancellationToken cancellation) => Answered(input, async () =>
    {
        // The reading may be older than the suspension that is to be taken back.
        RepairsState before = await repairs.ReadAsync(cancellation);
        bool isBelieved = suspend || input.IsAskedFor || before == RepairsState.NotRunning;
        if (isDone(before) && isBelieved)
        {
            return Of(before, isDone) with { IsAskedFor = input.IsAskedFor };
        }

        try
        {
            await repairs.StartSettingAsync(suspend, cancellation);
        }
        catch (Exception failure) when (isDone(before) && !cancellation.IsCancellationRequested)
        {
            return Failed(input, failure) with { State = before };
        }

        log.RepairsAskedFor(input.AskedBy, suspend ? "suspension" : "resumption");
        RepairsAnswer after = Of(await repairs.ReadAsync(cancellation), isDone);
        return after with { WasRunning = before == RepairsState.Running, IsAskedFor = true };
    }, cancellation);

    private async Task<RepairsAnswer> Answered(RepairsInput input, Func<Task<RepairsAnswer>> act, CancellationToken cancellation)
    {
        try
        {
            return await act();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return Failed(input, failure);
        }
    }

    private RepairsAnswer Failed(RepairsInput input, Exception failure)
    {
        ArmFailure why = ArmFailure.Of(failure);
        RepairsAnswer answer = new(WasRunning: false, $"Automatic repairs of the scale set cannot be read or set ({why})")
        {
            IsDone = false,
            IsAskedFor = input.IsAskedFor,
            IsRefused = StartAnswers.Of(why).Kind == StartKind.Refused,
            RetryAfter = why.RetryAfter,
        };
        log.RepairsNotSet(input.AskedBy, answer.Detail);
        return answer;
    }

    /// <summary>Writes a state as part of a sentence.</summary>
    public static string Sentence(RepairsState state) => state switch
    {
        RepairsState.Running => "Automatic repairs of the scale set are running",
        RepairsState.Suspended => "Automatic repairs of the scale set are suspended",
        RepairsState.NotRunning => "Scale set has no automatic repairs",
        _ => "Scale set does not say whether its automatic repairs are running",
    };

    private static RepairsAnswer Of(RepairsState state, Func<RepairsState, bool> isDone) =>
        new(state == RepairsState.Running, Sentence(state)) { State = state, IsDone = isDone(state) };
}

/// <summary>Describes the automatic repairs after a look or a change.</summary>
/// <param name="WasRunning">Whether the first look of this call found them running, so that whoever suspends them has to resume
/// them.</param>
/// <param name="Detail">One sentence.</param>
public sealed record RepairsAnswer(bool WasRunning, string Detail)
{
    /// <summary>Gets their state now.</summary>
    public RepairsState State { get; init; }

    /// <summary>Tells whether they are as was asked for; otherwise the call is to be repeated.</summary>
    public bool IsDone { get; init; } = true;

    /// <summary>Tells whether the platform has taken the change, in this call or in an earlier one.</summary>
    public bool IsAskedFor { get; init; }

    /// <summary>
    /// Tells whether they count as resumed when it is not tried any more: they are, or are read as running although the platform did not
    /// take the request, which may have been needless.
    /// </summary>
    [JsonIgnore]
    public bool CountsAsResumed => IsDone || State == RepairsState.Running;

    /// <summary>Tells whether the platform refused, so that to repeat the call is of no use.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Gets the pause that the platform asks for before the next call; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
