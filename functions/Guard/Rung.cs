using System.Text.Json.Serialization;

namespace Steadfast.Functions.Guard;

/// <summary>A rung of the ladder for one instance, mildest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Rung>))]
public enum Rung
{
    /// <summary>Restart the machine; disks, id and address stay.</summary>
    Restart,

    /// <summary>Reinstall the operating system disk; id and address stay.</summary>
    Reimage,

    /// <summary>Add a new instance, wait until it serves, then delete the bad one; id and address change.</summary>
    Replace,
}

/// <summary>Names of the rungs as records, routes and settings spell them.</summary>
public static class RungNames
{
    /// <summary>"restart", "reimage" or "replace".</summary>
    public static string Name(this Rung rung) => rung switch
    {
        Rung.Restart => "restart",
        Rung.Reimage => "reimage",
        Rung.Replace => "replace",
        _ => throw new ArgumentOutOfRangeException(nameof(rung), rung, "A rung without a name."),
    };

    /// <summary>The rung after this one; null after the last.</summary>
    public static Rung? Next(this Rung rung) => rung switch
    {
        Rung.Restart => Rung.Reimage,
        Rung.Reimage => Rung.Replace,
        _ => null,
    };
}
