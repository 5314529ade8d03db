namespace Steadfast.Local.AzureEmulator;

/// <summary>The ids of alert rules, of the action group and of what else belongs to monitoring.</summary>
internal sealed class AlertRuleNames(EmulatorOptions options, ResourceNames names)
{
    /// <summary>Name of the action group.</summary>
    public string ActionGroup => $"ag-{options.ScaleSet}";

    /// <summary>Id of the action group.</summary>
    public string ActionGroupId => $"{names.Group}/providers/{ResourceType.ActionGroups.Name}/{ActionGroup}";

    public static ResourceType TypeOf(AlertRule rule) => rule switch
    {
        MetricAlertRule => ResourceType.MetricAlerts,
        ResourceHealthRule => ResourceType.ActivityLogAlerts,
        _ => ResourceType.LogAlerts,
    };

    public string IdOf(AlertRule rule) => $"{names.Group}/providers/{TypeOf(rule).Name}/{rule.Name}";
}
