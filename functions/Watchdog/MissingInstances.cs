using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Remembers how many instances are wanted, and since when fewer are there.</summary>
/// <param name="FewerSince">The first look at fewer than are wanted, or at none, UTC; null when as many are there.</param>
/// <param name="Wanted">How many are wanted, as the scale set last said; null when it never did.</param>
public sealed record InstanceCount(DateTime? FewerSince, WantedInstances? Wanted)
{
    /// <summary>Gets the smallest number of which people were told since then; null when they were told of none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Told { get; init; }
}

/// <summary>Holds how many instances a scale set shall have.</summary>
/// <param name="At">When it was read, UTC.</param>
/// <param name="IsChanging">True while the platform was changing the set.</param>
public sealed record WantedInstances(DateTime At, int Capacity, bool IsChanging);

/// <summary>
/// Finds instances that are wanted and not there. No incident is about them: the platform has deleted one and could not make the next, and
/// what is not there neither fails a probe nor fires an alert. Pure.
/// </summary>
internal static class MissingInstancesPolicy
{
    /// <summary>
    /// Tells whether the scale set must say again how many it wants: now and then, and before anybody is told. It takes a request more than
    /// the look itself, and autoscale changes the number at any time.
    /// </summary>
    public static bool MustAsk(WatchdogInput facts, WatchdogOptions options)
    {
        if (facts.State.Memory.Count?.Wanted is not { } wanted || (facts.Now - wanted.At).Duration() >= Interval(options))
        {
            return true;
        }

        return IsLong(After(facts), facts, options);
    }

    /// <summary>Returns the memory after a look.</summary>
    public static InstanceCount After(WatchdogInput facts)
    {
        InstanceCount known = facts.State.Memory.Count ?? new(null, null);
        WantedInstances? wanted = facts.Wanted ?? known.Wanted;
        return Count(facts.Seen) switch
        {
            null => known with { Wanted = wanted },
            > 0 and var count when wanted is null || count >= wanted.Capacity => new(null, wanted),
            _ => known with { FewerSince = known.FewerSince ?? facts.Now, Wanted = wanted },
        };
    }

    /// <summary>
    /// Returns the number of instances of which people must be told: fewer than are wanted have been there for long, and fewer than people
    /// know of. Null when they need not be told. That none is there is told even when the scale set does not say how many it wants.
    /// </summary>
    /// <param name="count">The memory after this look.</param>
    public static int? ToTell(InstanceCount count, WatchdogInput facts, WatchdogOptions options)
    {
        bool isKnown = facts.Wanted is not null || Count(facts.Seen) == 0;
        return isKnown && IsLong(count, facts, options) ? Count(facts.Seen) : null;
    }

    // While the platform changes the scale set it may be making them, and is given some more time.
    private static bool IsLong(InstanceCount count, WatchdogInput facts, WatchdogOptions options)
    {
        TimeSpan limit = count.Wanted?.IsChanging == true ? options.LongChange + Interval(options) : options.LongChange;
        return Count(facts.Seen) is { } seen && facts.Now - count.FewerSince >= limit && !(seen >= count.Told);
    }

    private static int? Count(TierObservation seen) =>
        seen.Platform.Verdict == Verdict.Good ? seen.Fleet().Total + seen.Unnamed : null;

    private static TimeSpan Interval(WatchdogOptions options) => options.LongChange / 3;
}

/// <summary>Asks the scale set every few minutes how many instances it wants.</summary>
public sealed class WantedInstancesReader(
    ScaleSetCapacity capacity, IOptions<StackOptions> stack, IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock,
    ILogger<WantedInstancesReader> log)
{
    private readonly PartialReader _parts = new(stack, () => recovery.CurrentValue.MaxWait, clock, log);

    /// <summary>Asks; null when that need not be done with this look, or gave no answer.</summary>
    public async Task<WantedInstances?> ReadAsync(WatchdogInput facts, WatchdogOptions options, CancellationToken cancellation)
    {
        if (!MissingInstancesPolicy.MustAsk(facts, options))
        {
            return null;
        }

        var read = await _parts.ReadAsync("capacity", capacity.ReadWantedAsync, "watchdog", cancellation);
        return read.Value is { } set ? new(facts.Now, set.Capacity, set.IsChanging) : null;
    }
}
