using System.Text.Json.Serialization;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Actions;

/// <summary>Tells how an action ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActionResult>))]
public enum ActionResult
{
    /// <summary>Not known yet; in an incident that a person has ended: it was still running then.</summary>
    Running,

    /// <summary>The platform says it is done.</summary>
    Succeeded,

    /// <summary>The platform says it failed, or refused it.</summary>
    Failed,

    /// <summary>It was not done before its deadline.</summary>
    TimedOut,

    /// <summary>It was not asked for after all, because it was not needed any more.</summary>
    Skipped,

    /// <summary>
    /// It was not begun: a pause, a lease or a person stood against it in the last moment, or the platform cannot take it now.
    /// </summary>
    Held,
}

/// <summary>Records one action that was asked of the platform.</summary>
/// <param name="Kind">What: "restart", "reimage", "replace".</param>
/// <param name="Target">Number of the instance.</param>
/// <param name="AskedBy">Who or what asked for it.</param>
/// <param name="Accepted">When the platform accepted it; null when it refused.</param>
/// <param name="Done">When it ended; null when it did not.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Replacement">Number of the instance that took the place of <paramref name="Target"/>; null when none did.</param>
public sealed record ActionTaken(
    string Kind, string Target, string AskedBy, DateTimeOffset? Accepted, DateTimeOffset? Done, ActionResult Result, string Detail,
    string? Replacement = null)
{
    /// <summary>Gets the repair that it is or, as an addition or a delete, a part of.</summary>
    [JsonIgnore]
    public RepairAction Repair => RepairActions.Named(Kind) ?? RepairAction.Replace;

    /// <summary>
    /// Gets, for <see cref="ActionResult.Held"/>, how long the platform asks to wait; null when it does not say, or was not asked.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? AskAgainAfter { get; init; }

    /// <summary>
    /// Gets the place where the progress of what runs can be read; null where ARM named none. Known within the orchestration only, not in
    /// the record.
    /// </summary>
    [JsonIgnore]
    public string? StatusUrl { get; init; }

    /// <summary>
    /// Gets whether the platform refused until a person has changed something. Known within the orchestration only, not in the record.
    /// </summary>
    [JsonIgnore]
    public bool IsRefusedForGood { get; init; }
}

/// <summary>Names an action that can be asked of the platform for one instance.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InstanceAction>))]
public enum InstanceAction
{
    /// <summary>Restarts the machine.</summary>
    Restart,

    /// <summary>Reinstalls the operating system disk.</summary>
    Reimage,

    /// <summary>Takes the instance away; its id is not used again.</summary>
    Delete,
}

/// <summary>Spells the actions as records and sentences do.</summary>
public static class InstanceActionNames
{
    /// <summary>Spells an action: "restart", "reimage" or "delete".</summary>
    public static string Name(this InstanceAction action) => action switch
    {
        InstanceAction.Restart => "restart",
        InstanceAction.Reimage => "reimage",
        InstanceAction.Delete => "delete",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "An action without a name."),
    };
}
