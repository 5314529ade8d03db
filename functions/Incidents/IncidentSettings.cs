using Microsoft.Extensions.Options;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Incidents;

/// <summary>Holds everything that an incident is bound by. Whoever starts one reads it and passes it in the input.</summary>
/// <param name="Recovery">Times and limits of the recovery.</param>
/// <param name="Guard">Limits of the automation.</param>
/// <param name="Modes">How far it may go by itself.</param>
public sealed record IncidentSettings(RecoveryOptions Recovery, GuardOptions Guard, ModeOptions Modes)
{
    /// <summary>Gets the times and limits of a recovery of the database.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>Gets the addresses of the resources in the portal.</summary>
    public PortalLinks Links { get; init; } = new(null, null);

    /// <summary>Tells the time that an action may take from its acceptance on. The two halves of a replacement have it each.</summary>
    public TimeSpan DeadlineOf(RepairAction action) => action switch
    {
        RepairAction.Restart => Recovery.RestartDeadline,
        RepairAction.Reimage => Recovery.ReimageDeadline,
        RepairAction.Replace => Recovery.ReplaceDeadline,
        _ => Database.FailoverDeadline,
    };
}

/// <summary>Holds the addresses of the resources in the portal.</summary>
/// <param name="Instances">The instances of the scale set; null when that is not known.</param>
/// <param name="Database">The database server; null when there is none.</param>
public sealed record PortalLinks(string? Instances, string? Database)
{
    private const string Portal = "https://portal.azure.com/#resource";

    /// <summary>Makes the addresses for a stack.</summary>
    public static PortalLinks Of(StackOptions stack)
    {
        string? instances = stack.ScaleSet.Length == 0 ? null : $"{Portal}{stack.ScaleSetId}/instances";
        string? database = stack.HasDatabase ? $"{Portal}{stack.DatabaseId}/overview" : null;
        return new(instances, database);
    }

    /// <summary>Tells the address for a target.</summary>
    /// <param name="target">Number of the instance, or "database".</param>
    public string? Of(string target) => target == IncidentKey.Database ? Database : Instances;
}

/// <summary>
/// Reads the settings as they are now. They are bound once and again when they change, not for every request: an alert must not wait for
/// that.
/// </summary>
public sealed class SettingsReader(
    IOptionsMonitor<RecoveryOptions> recovery, IOptionsMonitor<GuardOptions> guard, IOptionsMonitor<ModeOptions> modes,
    IOptionsMonitor<DatabaseOptions> database,
    IOptions<StackOptions> stack)
{
    /// <summary>Reads the settings of this moment.</summary>
    public IncidentSettings Read() => new(recovery.CurrentValue, guard.CurrentValue, modes.CurrentValue)
    {
        Database = database.CurrentValue,
        Links = PortalLinks.Of(stack.Value),
    };
}
