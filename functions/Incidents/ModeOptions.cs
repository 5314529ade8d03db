using System.Text.Json.Serialization;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Names the freedom that the automation has with one class of action.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Mode>))]
public enum Mode
{
    /// <summary>Decide and show, do nothing.</summary>
    Observe,

    /// <summary>Wait for a person to approve, with a deadline.</summary>
    Approve,

    /// <summary>Act.</summary>
    Auto,
}

/// <summary>Sets the mode of each class of action. App settings <c>Modes__*</c>. What a person orders is not held up by a mode.</summary>
public sealed record ModeOptions
{
    /// <summary>Names the configuration section these options are bound from.</summary>
    public const string Section = "Modes";

    /// <summary>Gets the mode for a restart of an instance. Default auto.</summary>
    public Mode Restart { get; init; } = Mode.Auto;

    /// <summary>Gets the mode for a reimage of an instance. Default auto.</summary>
    public Mode Reimage { get; init; } = Mode.Auto;

    /// <summary>Gets the mode for a replacement of an instance. Default auto.</summary>
    public Mode Replace { get; init; } = Mode.Auto;

    /// <summary>Gets the mode for a failover of the database. Default auto.</summary>
    public Mode Failover { get; init; } = Mode.Auto;

    /// <summary>Tells the mode of an action.</summary>
    public Mode Of(RepairAction action) => action switch
    {
        RepairAction.Restart => Restart,
        RepairAction.Reimage => Reimage,
        RepairAction.Replace => Replace,
        _ => Failover,
    };
}
