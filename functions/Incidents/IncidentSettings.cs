using Microsoft.Extensions.Options;
using Steadfast.Functions.Guard;

namespace Steadfast.Functions.Incidents;

/// <summary>Everything that an incident is bound by. Whoever starts one reads it and passes it in the input.</summary>
/// <param name="Recovery">Times and limits of the recovery.</param>
/// <param name="Guard">Limits of the automation.</param>
/// <param name="Modes">How far it may go by itself.</param>
public sealed record IncidentSettings(RecoveryOptions Recovery, GuardOptions Guard, ModeOptions Modes)
{
    /// <summary>Times and limits of a recovery of the database.</summary>
    public DatabaseOptions Database { get; init; } = new();
}

/// <summary>
/// Reads the settings as they are now. They are bound once and again when they change, not for every request: an alert must not wait for that.
/// </summary>
/// <param name="recovery">Times and limits of a recovery.</param>
/// <param name="guard">Limits of the automation.</param>
/// <param name="modes">How far it may go by itself.</param>
/// <param name="database">Times and limits of a recovery of the database.</param>
public sealed class SettingsReader(
    IOptionsMonitor<RecoveryOptions> recovery, IOptionsMonitor<GuardOptions> guard, IOptionsMonitor<ModeOptions> modes, IOptionsMonitor<DatabaseOptions> database)
{
    /// <summary>The settings of this moment.</summary>
    public IncidentSettings Read() => new(recovery.CurrentValue, guard.CurrentValue, modes.CurrentValue) { Database = database.CurrentValue };
}
