using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Remembers that the scale set has fewer instances than it had within the last hour, or none.</summary>
/// <param name="Total">The number of instances.</param>
/// <param name="Since">Since when there are fewer, UTC.</param>
/// <param name="IsSettled">Whether so many are wanted, or people were told.</param>
public sealed record MissingInstances(int Total, DateTime Since, bool IsSettled)
{
    /// <summary>Gets the smallest number of which people were told; null when they were told of none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Told { get; init; }
}

/// <summary>
/// Finds instances that are wanted and not there. No incident is about them: the platform has deleted one and could not make the next, and
/// what is not there neither fails a probe nor fires an alert. Pure.
/// </summary>
internal static class MissingInstancesPolicy
{
    /// <summary>Returns the memory after a look; null when as many are there as before.</summary>
    /// <param name="size">The most instances of the last hour; null when it is not known.</param>
    public static MissingInstances? After(MissingInstances? known, TierObservation seen, TierSize? size, DateTime now)
    {
        if (seen.Platform.Verdict != Verdict.Good || seen.Unnamed > 0)
        {
            return known;
        }

        int total = seen.Fleet().Total;
        if (total > 0 && total >= (size?.Total ?? 0))
        {
            return null;
        }

        return known switch
        {
            { IsSettled: true } when known.Total == total => known,
            // As many as there were are wanted, and now another one is gone.
            { IsSettled: true, Told: null } when total < known.Total => new(total, now, IsSettled: false),
            { } => known with { Total = total, IsSettled = false },
            null => new(total, now, IsSettled: false),
        };
    }

    /// <summary>Tells whether they have been missing for so long that it must be known how many are wanted.</summary>
    public static bool IsDue(MissingInstances? missing, DateTime now, WatchdogOptions options) =>
        missing is { IsSettled: false } && now - missing.Since >= options.LongChange;

    /// <summary>
    /// Tells whether people must be told: some are wanted and not there, or there is none at all, and fewer than they know of.
    /// </summary>
    public static bool MustBeTold(MissingInstances missing, ScaleSetSnapshot set) =>
        (set.Ids.Count == 0 || set.Ids.Count < set.Capacity) && !(set.Ids.Count >= missing.Told);

    /// <summary>Returns the memory after it was read how many are wanted.</summary>
    public static MissingInstances Settled(MissingInstances missing, ScaleSetSnapshot set) =>
        missing with { IsSettled = true, Told = MustBeTold(missing, set) ? set.Ids.Count : missing.Told };
}

/// <summary>Counts the instances that are wanted, when some have been missing for long: that takes two more requests.</summary>
public sealed class MissingInstancesReader(
    ScaleSetCapacity capacity, IOptions<StackOptions> stack, IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock,
    ILogger<MissingInstancesReader> log)
{
    private readonly PartialReader _parts = new(stack, () => recovery.CurrentValue.MaxWait, clock, log);

    /// <summary>Reads the scale set's own count; null when it need not be known, or could not be read.</summary>
    public async Task<ScaleSetSnapshot?> CountAsync(WatchdogInput facts, WatchdogOptions options, CancellationToken cancellation)
    {
        MissingInstances? missing = MissingInstancesPolicy.After(facts.State.Memory.Missing, facts.Seen, facts.Guard.Size, facts.Now);
        if (!MissingInstancesPolicy.IsDue(missing, facts.Now, options))
        {
            return null;
        }

        return (await _parts.ReadAsync("capacity", capacity.ReadAsync, "watchdog", cancellation)).Value;
    }
}
