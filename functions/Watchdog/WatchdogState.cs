using System.Text.Json.Serialization;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Durable;

namespace Steadfast.Functions.Watchdog;

/// <summary>Holds the watchdog's memory from one look to the next, with the time of the synthetic alert in between.</summary>
public sealed record WatchdogState
{
    /// <summary>Gets the result of the looks so far.</summary>
    public WatchdogMemory Memory { get; init; } = new();

    /// <summary>Gets the last synthetic alert; null when none has come yet.</summary>
    public SyntheticArrival? Synthetic { get; init; }

    /// <summary>Gets the result of the looks at the database; null before the first.</summary>
    public WatchedDatabase? Database { get; init; }
}

/// <summary>Holds the result of the looks so far. Only the watchdog writes it.</summary>
public sealed record WatchdogMemory
{
    /// <summary>Gets the first look of all, UTC; null before it.</summary>
    public DateTime? Began { get; init; }

    /// <summary>Gets the last look; null before the first.</summary>
    public WatchdogCheck? Last { get; init; }

    /// <summary>Gets the begin of the observation that was judged last, UTC; null before the first.</summary>
    public DateTime? Seen { get; init; }

    /// <summary>Gets the targets that there is something to remember of, without those that have been well for long.</summary>
    [JsonConverter(typeof(PackedList<WatchedTarget>))]
    public IReadOnlyList<WatchedTarget> Targets { get; init; } = [];

    /// <summary>Gets the incidents that the watchdog opened and whose alert has not come yet.</summary>
    [JsonConverter(typeof(PackedList<AwaitedAlert>))]
    public IReadOnlyList<AwaitedAlert> Awaited { get; init; } = [];

    /// <summary>Gets the moment at which people were last told that alerts are missing, UTC; null when they never were.</summary>
    public DateTime? ToldOfMissing { get; init; }

    /// <summary>Gets the open incidents that do not run.</summary>
    [JsonConverter(typeof(PackedList<StuckIncident>))]
    public IReadOnlyList<StuckIncident> Stuck { get; init; } = [];

    /// <summary>Gets the number of instances that are wanted, and since when fewer are there; null before the first look.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InstanceCount? Count { get; init; }

    /// <summary>Gets the ids of the notices that were given, newest last; each is given once.</summary>
    [JsonConverter(typeof(PackedList<string>))]
    public IReadOnlyList<string> Noticed { get; init; } = [];
}

/// <summary>One look of the watchdog.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Sick">How many instances did not serve.</param>
/// <param name="Total">How many there were; 0 when the scale set could not be read.</param>
/// <param name="Detail">What could not be read; empty when everything could.</param>
public sealed record WatchdogCheck(DateTime At, int Sick, int Total, string Detail);

/// <summary>Carries the watchdog's memory of one target.</summary>
/// <param name="Target">Number of the instance, or "database".</param>
/// <param name="SickLooks">In how many looks in a row it was sick; 0 when it was well in the last one that told.</param>
/// <param name="SickSince">The first of them, UTC; null when it is well.</param>
/// <param name="LastIncident">When an incident was last seen open for it, UTC; null when it was seen well since.</param>
/// <param name="Falls">When it stopped serving, UTC, since something was last done about it.</param>
public sealed record WatchedTarget(string Target, int SickLooks, DateTime? SickSince, DateTime? LastIncident, IReadOnlyList<DateTime> Falls)
{
    /// <summary>Gets the look before the first that did not show it well, UTC; null while it is well, and when there was none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? WellAt { get; init; }

    /// <summary>Gets the number of incidents that the watchdog opened for it since it was last seen well.</summary>
    public int Openings { get; init; }

    /// <summary>
    /// Gets the first look, UTC, in which it did not serve while the platform was changing it; null when that was not seen since it was
    /// well.
    /// </summary>
    public DateTime? ChangingSince { get; init; }

    /// <summary>Gets whether the watchdog has opened an incident because that lasted: a person is told once.</summary>
    public bool IsChangeTold { get; init; }
}

/// <summary>Records that an incident was opened without an alert.</summary>
/// <param name="Target">Number of the instance.</param>
/// <param name="SickSince">Since when the instance was sick, UTC.</param>
/// <param name="OpenedAt">When it was opened, UTC.</param>
public sealed record AwaitedAlert(string Target, DateTime SickSince, DateTime OpenedAt);
