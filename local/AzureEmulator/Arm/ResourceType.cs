namespace Steadfast.Local.AzureEmulator;

/// <summary>
/// A type of resource and the api-versions it can be asked in: those of the templates, those of the newest contracts, and those that
/// clients send (the Azure CLI 2.45, the npm packages that tests/Clients uses, the .NET packages). An answer is the same in each of them.
/// </summary>
/// <param name="Name">Namespace and type, as in an id.</param>
/// <param name="Versions">The api-versions, oldest first.</param>
internal sealed record ResourceType(string Name, IReadOnlyList<string> Versions)
{
    private static readonly string[] Compute =
        ["2022-08-01", "2022-11-01", "2023-07-01", "2024-07-01", "2024-11-01", "2025-04-01", "2025-11-01", "2026-03-01", "2026-04-01"];

    private static readonly string[] Mysql =
        [
            "2021-05-01", "2021-12-01-preview", "2022-01-01", "2023-06-30", "2023-12-30", "2024-12-30", "2025-06-01-preview",
            "2025-12-01-preview",
        ];

    private static readonly string[] Resources = ["2021-04-01", "2022-09-01", "2024-11-01", "2025-04-01"];

    public static ResourceType Tenants { get; } = new("Microsoft.Resources/tenants", ["2016-06-01", "2019-11-01", "2022-12-01"]);

    public static ResourceType Subscriptions { get; } = new(
        "Microsoft.Resources/subscriptions", ["2016-06-01", "2019-11-01", "2022-12-01"]);

    public static ResourceType ResourceGroups { get; } = new("Microsoft.Resources/resourceGroups", Resources);

    public static ResourceType ResourceList { get; } = new("Microsoft.Resources/resources", Resources);

    public static ResourceType Providers { get; } = new("Microsoft.Resources/providers", Resources);

    public static ResourceType ScaleSets { get; } = new(MetricDefinition.ScaleSetNamespace, Compute);

    public static ResourceType ComputeOperations { get; } = new("Microsoft.Compute/locations/operations", Compute);

    // Served by Microsoft.Network under the path of the scale set, and in old versions only.
    public static ResourceType ScaleSetNics { get; } =
        new($"{MetricDefinition.ScaleSetNamespace}/networkInterfaces", ["2016-03-30", "2018-10-01", "2022-01-01"]);

    public static ResourceType LoadBalancers { get; } = new(
        MetricDefinition.LoadBalancerNamespace,
        ["2022-01-01", "2022-05-01", "2022-07-01", "2025-01-01", "2025-03-01", "2025-05-01", "2025-07-01", "2025-09-01"]);

    public static ResourceType FlexibleServers { get; } = new(MetricDefinition.DatabaseNamespace, Mysql);

    public static ResourceType MysqlOperations { get; } = new("Microsoft.DBforMySQL/locations", Mysql);

    public static ResourceType Metrics { get; } = new(
        "Microsoft.Insights/metrics", ["2018-01-01", "2019-07-01", "2021-05-01", "2023-10-01", "2024-02-01"]);

    public static ResourceType MetricNamespaces { get; } = new("Microsoft.Insights/metricNamespaces", ["2017-12-01-preview", "2024-02-01"]);

    public static ResourceType ActivityLog { get; } = new("Microsoft.Insights/eventtypes", ["2015-04-01"]);

    public static ResourceType MetricAlerts { get; } = new("Microsoft.Insights/metricAlerts", ["2018-03-01", "2026-01-01"]);

    public static ResourceType ActivityLogAlerts { get; } =
        new("Microsoft.Insights/activityLogAlerts", ["2017-04-01", "2020-10-01", "2026-01-01"]);

    public static ResourceType LogAlerts { get; } = new(
        "Microsoft.Insights/scheduledQueryRules", ["2018-04-16", "2021-08-01", "2022-06-15", "2023-12-01", "2026-03-01"]);

    public static ResourceType ActionGroups { get; } = new(
        "Microsoft.Insights/actionGroups", ["2021-09-01", "2022-06-01", "2023-01-01", "2023-09-01-preview", "2024-10-01-preview"]);

    public static ResourceType AutoscaleSettings { get; } = new("Microsoft.Insights/autoscaleSettings", ["2015-04-01", "2022-10-01"]);

    public static ResourceType Alerts { get; } = new(
        "Microsoft.AlertsManagement/alerts", ["2018-05-05", "2019-03-01", "2019-05-05-preview", "2025-05-25-preview"]);

    public static ResourceType ResourceHealth { get; } = new("Microsoft.ResourceHealth/availabilityStatuses", ["2018-07-01", "2022-10-01"]);

    /// <summary>Every type that has operations here.</summary>
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Tenants, Subscriptions, ResourceGroups, ResourceList, Providers, ScaleSets, ComputeOperations, ScaleSetNics, LoadBalancers,
        FlexibleServers,
        MysqlOperations, Metrics, MetricNamespaces, ActivityLog, MetricAlerts, ActivityLogAlerts, LogAlerts, ActionGroups,
        AutoscaleSettings, Alerts, ResourceHealth,
    ];

    /// <summary>Tells whether it can be asked in that version.</summary>
    public bool Knows(string version) => Versions.Contains(version, StringComparer.OrdinalIgnoreCase);
}
