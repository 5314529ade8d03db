using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>Names an action that the automation takes. Those on an instance are the rungs of its ladder, mildest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepairAction>))]
public enum RepairAction
{
    /// <summary>Restarts the machine; disks, id and address stay.</summary>
    Restart,

    /// <summary>Reinstalls the operating system disk; id and address stay.</summary>
    Reimage,

    /// <summary>Adds a new instance, waits until it serves, then deletes the bad one; id and address change.</summary>
    Replace,

    /// <summary>Makes the database's standby take over.</summary>
    Failover,
}

/// <summary>Spells the actions as records, routes and settings do, and tells what an action does to its target. Pure.</summary>
public static class RepairActions
{
    /// <summary>Gets the actions on an instance, mildest first.</summary>
    public static IReadOnlyList<RepairAction> OfInstance { get; } = [RepairAction.Restart, RepairAction.Reimage, RepairAction.Replace];

    /// <summary>Spells an action: "restart", "reimage", "replace" or "failover".</summary>
    public static string Name(this RepairAction action) => action switch
    {
        RepairAction.Restart => "restart",
        RepairAction.Reimage => "reimage",
        RepairAction.Replace => "replace",
        RepairAction.Failover => "failover",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "An action without a name."),
    };

    /// <summary>Finds the action of a name; null when the name is none of theirs.</summary>
    public static RepairAction? Named(string name) =>
        Enum.GetValues<RepairAction>().Cast<RepairAction?>().FirstOrDefault(action => action!.Value.Name() == name);

    /// <summary>Returns the rung after this one; null after the last.</summary>
    public static RepairAction? Next(this RepairAction rung) => rung switch
    {
        RepairAction.Restart => RepairAction.Reimage,
        RepairAction.Reimage => RepairAction.Replace,
        _ => null,
    };

    /// <summary>Tells whether an action is about one instance. Storm, budget and floor are about instances alone.</summary>
    public static bool IsOfInstance(this RepairAction action) => action != RepairAction.Failover;

    /// <summary>Tells whether an action takes a serving instance away for a while. A replacement adds one first.</summary>
    public static bool TakesDown(this RepairAction action) => action is RepairAction.Restart or RepairAction.Reimage;
}

/// <summary>Spells an action in JSON as its name: "restart". Any case is read.</summary>
internal sealed class ActionNames() : JsonStringEnumConverter<RepairAction>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
