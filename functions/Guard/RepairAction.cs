using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>An action that the automation takes. Those on an instance are the rungs of its ladder, mildest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RepairAction>))]
public enum RepairAction
{
    /// <summary>Restart the machine; disks, id and address stay.</summary>
    Restart,

    /// <summary>Reinstall the operating system disk; id and address stay.</summary>
    Reimage,

    /// <summary>Add a new instance, wait until it serves, then delete the bad one; id and address change.</summary>
    Replace,

    /// <summary>Have the database's standby take over.</summary>
    Failover,
}

/// <summary>Names of the actions as records, routes and settings spell them, and what an action does to its target. Pure.</summary>
public static class RepairActions
{
    /// <summary>Actions on an instance, mildest first.</summary>
    public static IReadOnlyList<RepairAction> OfInstance { get; } = [RepairAction.Restart, RepairAction.Reimage, RepairAction.Replace];

    /// <summary>"restart", "reimage", "replace" or "failover".</summary>
    public static string Name(this RepairAction action) => action switch
    {
        RepairAction.Restart => "restart",
        RepairAction.Reimage => "reimage",
        RepairAction.Replace => "replace",
        RepairAction.Failover => "failover",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "An action without a name."),
    };

    /// <summary>The action of a name; null when the name is none of theirs.</summary>
    public static RepairAction? Named(string name) =>
        Enum.GetValues<RepairAction>().Cast<RepairAction?>().FirstOrDefault(action => action!.Value.Name() == name);

    /// <summary>The rung after this one; null after the last.</summary>
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
