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
    /// <summary>Gets the number of instances at the last look that could be read; null before the first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seen { get; init; }

    /// <summary>
    /// Gets the smallest number of which people were told since then, or more that have been there for long since; null when they were told
    /// of none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Told { get; init; }

    /// <summary>Gets since when more are there than people were told of, UTC; null when that is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? MoreSince { get; init; }

    /// <summary>Gets when <see cref="Told"/> was last raised because more had been there for long, UTC; null when it never was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? RaisedAt { get; init; }
}

/// <summary>Holds how many instances a scale set shall have.</summary>
/// <param name="At">When it was read, UTC.</param>
/// <param name="IsChanging">True while the platform was changing the set.</param>
public sealed record WantedInstances(DateTime At, int Capacity, bool IsChanging);

/// <summary>
/// Finds instances that are wanted and not there. No incident is about them: the platform has deleted one and could not make the next, and
/// what is not there neither fails a probe nor fires an alert. A list may lack an instance, so what counts is what two looks in a row show.
/// Pure.
/// </summary>
internal static class MissingInstancesPolicy
{
    private const string Creating = "Creating";
    private static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(5);

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

        return Missing(After(facts, options), facts, options) is not null;
    }

    /// <summary>Returns the memory after a look.</summary>
    public static InstanceCount After(WatchdogInput facts, WatchdogOptions options)
    {
        InstanceCount known = facts.State.Memory.Count ?? new(null, null);
        InstanceCount asked = known with { Wanted = facts.Wanted ?? known.Wanted };
        if (Count(facts.Seen) is not { } count)
        {
            return asked;
        }

        InstanceCount after = asked with { Seen = count };
        if (count == 0 || count < asked.Wanted?.Capacity)
        {
            // A clock that was ahead and is right again must not put the notice off until it is reached.
            DateTime? since = known.FewerSince < facts.Now ? known.FewerSince : facts.Now;
            return Raised(after with { FewerSince = since }, Math.Min(known.Seen ?? 0, count), facts.Now, options);
        }

        bool isEnough = asked.Wanted is not null && !(known.Seen == 0 || known.Seen < asked.Wanted.Capacity);
        return isEnough ? after with { FewerSince = null, Told = null, MoreSince = null, RaisedAt = null } : after;
    }

    // Who was told of three and has had four for a while does not know that there are three again.
    private static InstanceCount Raised(InstanceCount after, int there, DateTime now, WatchdogOptions options)
    {
        if (!(there > after.Told))
        {
            return after with { MoreSince = null };
        }

        DateTime? since = after.MoreSince < now ? after.MoreSince : now;
        if (now - since < options.LongChange)
        {
            return after with { MoreSince = since };
        }

        return after with { Told = there, MoreSince = null, RaisedAt = now };
    }

    /// <summary>
    /// Returns the number of instances of which people must be told: fewer than are wanted have been there for long, and fewer than people
    /// know of. Null when they need not be told. That none is there is told even when the scale set does not say how many it wants.
    /// </summary>
    /// <param name="count">The memory after this look.</param>
    public static int? ToTell(InstanceCount count, WatchdogInput facts, WatchdogOptions options) =>
        Missing(count, facts, options) is { } there && (there == 0 || facts.Wanted is not null) ? there : null;

    // While the platform changes the scale set it may be making them, and is given some more time.
    private static int? Missing(InstanceCount count, WatchdogInput facts, WatchdogOptions options)
    {
        TimeSpan limit = count.Wanted?.IsChanging == true ? options.LongChange + Interval(options) : options.LongChange;
        if (facts.State.Memory.Count?.Seen is not { } before || Count(facts.Seen) is not { } now
            || !(facts.Now - count.FewerSince >= limit))
        {
            return null;
        }

        int there = Math.Max(before, now);
        return (there == 0 || there < count.Wanted?.Capacity) && !(there >= count.Told) ? there : null;
    }

    // One that is being made is not there yet, and may never be.
    private static int? Count(TierObservation seen) => seen.Platform.Verdict == Verdict.Good
        ? seen.Instances.Count(instance => !instance.ProvisioningState.Equals(Creating, StringComparison.OrdinalIgnoreCase)) + seen.Unnamed
        : null;

    private static TimeSpan Interval(WatchdogOptions options) =>
        options.LongChange / 3 < MaxInterval ? options.LongChange / 3 : MaxInterval;
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
