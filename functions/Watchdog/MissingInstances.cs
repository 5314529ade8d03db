using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Incidents;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Watchdog;

/// <summary>Remembers when the instances of the scale set were counted last, and whether fewer were there than are wanted.</summary>
/// <param name="At">When they were counted, UTC.</param>
/// <param name="FewerSince">The first count of fewer than are wanted, or of none, UTC; null when as many are there.</param>
public sealed record InstanceCount(DateTime At, DateTime? FewerSince)
{
    /// <summary>Gets the smallest number of which people were told since then; null when they were told of none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Told { get; init; }
}

/// <summary>
/// Finds instances that are wanted and not there. No incident is about them: the platform has deleted one and could not make the next, and
/// what is not there neither fails a probe nor fires an alert. Pure.
/// </summary>
internal static class MissingInstancesPolicy
{
    // It takes two requests more. A look at a stack of three takes nine.
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(5);

    /// <summary>Tells whether the instances are to be counted again.</summary>
    public static bool MustCount(InstanceCount? known, DateTime now) => known is null || (now - known.At).Duration() >= CountEvery;

    /// <summary>Returns the memory after a count.</summary>
    /// <param name="set">The count; null when none was made, or it could not be read.</param>
    public static InstanceCount? After(InstanceCount? known, ScaleSetSnapshot? set, DateTime now)
    {
        if (set is null)
        {
            return known;
        }

        if (set.Ids.Count > 0 && set.Ids.Count >= set.Capacity)
        {
            return new(now, null);
        }

        return new(now, known?.FewerSince ?? now) { Told = known?.Told };
    }

    /// <summary>
    /// Tells whether people must be told: fewer than are wanted have been there for long, and fewer than people know of. While the platform
    /// changes the scale set it may be making them, and is given the time until the next count.
    /// </summary>
    /// <param name="count">The memory after this count.</param>
    public static bool MustBeTold(InstanceCount count, ScaleSetSnapshot set, DateTime now, WatchdogOptions options)
    {
        TimeSpan limit = set.IsChanging ? options.LongChange + CountEvery : options.LongChange;
        return now - count.FewerSince >= limit && !(set.Ids.Count >= count.Told);
    }
}

/// <summary>Counts the instances of the scale set every few minutes.</summary>
public sealed class InstanceCounter(
    ScaleSetCapacity capacity, IOptions<StackOptions> stack, IOptionsMonitor<RecoveryOptions> recovery, TimeProvider clock,
    ILogger<InstanceCounter> log)
{
    private readonly PartialReader _parts = new(stack, () => recovery.CurrentValue.MaxWait, clock, log);

    /// <summary>Counts them; null when that need not be done now, or could not be.</summary>
    public async Task<ScaleSetSnapshot?> CountAsync(InstanceCount? known, DateTime now, CancellationToken cancellation)
    {
        if (!MissingInstancesPolicy.MustCount(known, now))
        {
            return null;
        }

        return (await _parts.ReadAsync("capacity", capacity.ReadAsync, "watchdog", cancellation)).Value;
    }
}
