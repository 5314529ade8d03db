using System.Globalization;

namespace Steadfast.Local.AzureEmulator;

/// <summary>The flexible server and its maintenances as ARM words them.</summary>
internal static class DatabaseJson
{
    public static object Of(DatabaseState state, EmulatorOptions options, ResourceNames names, IReadOnlyDictionary<string, string> tags) =>
        new
        {
            name = options.Database.Name,
            id = names.Database,
            type = MetricDefinition.DatabaseNamespace,
            location = options.Location,
            sku = new { name = "Standard_D2ads_v5", tier = "GeneralPurpose" },
            tags = tags.Count == 0 ? null : tags,
            properties = new
            {
                administratorLogin = "steadfast",
                availabilityZone = state.PrimaryZone,
                backup = new { backupIntervalHours = 24, backupRetentionDays = 7, geoRedundantBackup = "Disabled" },
                databasePort = options.Database.Port,
                fullyQualifiedDomainName = options.Database.Host ?? $"{options.Database.Name}.mysql.database.azure.com",
                highAvailability = new
                {
                    mode = state.PrimaryZone == state.StandbyZone ? "SameZone" : "ZoneRedundant",
                    standbyAvailabilityZone = state.StandbyZone,
                    state = state.HighAvailability,
                },
                maintenanceWindow =
                new { batchOfMaintenance = "Default", customWindow = "Disabled", dayOfWeek = 0, startHour = 0, startMinute = 0 },
                network = new { publicNetworkAccess = "Disabled" },
                replicaCapacity = 10,
                replicationRole = "None",
                state = state.State,
                storage = new { autoGrow = "Enabled", iops = 600, storageSizeGB = 100, storageSku = "Premium_LRS" },
                version = options.Database.Version,
            },
        };

    public static object Of(DatabaseMaintenance maintenance, ResourceNames names) => new
    {
        name = maintenance.Name,
        type = $"{MetricDefinition.DatabaseNamespace}/maintenances",
        id = $"{names.Database}/maintenances/{maintenance.Name}",
        properties = new
        {
            maintenanceEndTime = Time(maintenance.End),
            maintenanceStartTime = Time(maintenance.Start),
            maintenanceState = maintenance.State,
            maintenanceTitle = $"{maintenance.Type}: {maintenance.State}",
            maintenanceType = maintenance.Type,
        },
    };

    public static object Of(DatabaseSchema schema, ResourceNames names) => new
    {
        name = schema.Name,
        id = $"{names.Database}/databases/{schema.Name}",
        type = $"{MetricDefinition.DatabaseNamespace}/databases",
        properties = new { charset = schema.Charset, collation = schema.Collation },
    };

    public static object Of(DatabaseBackup backup, ResourceNames names) => new
    {
        name = backup.Name,
        id = $"{names.Database}/backups/{backup.Name}",
        type = $"{MetricDefinition.DatabaseNamespace}/backups",
        properties = new { backupType = "FULL", completedTime = backup.Completed, source = backup.IsAutomatic ? "Automatic" : "On-Demand" },
    };

    /// <summary>A parameter. Truths are strings here: that is the contract.</summary>
    public static object Of(ServerParameter parameter, string value, string standard, ResourceNames names) => new
    {
        name = parameter.Name,
        id = $"{names.Database}/configurations/{parameter.Name}",
        type = $"{MetricDefinition.DatabaseNamespace}/configurations",
        properties = new
        {
            value,
            currentValue = value,
            defaultValue = standard,
            dataType = parameter.DataType,
            source = value == standard ? "system-default" : "user-override",
            isReadOnly = parameter.IsReadOnly ? "True" : "False",
            isDynamicConfig = parameter.IsReadOnly ? "False" : "True",
            isConfigPendingRestart = "False",
        },
    };

    // UTC, and without saying so: that is how the service writes these.
    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
