namespace Steadfast.Local.AzureEmulator;

/// <summary>Every alert rule that the emulated subscription has. Whoever handles alerts handles these.</summary>
public static class AlertRuleCatalog
{
    /// <summary>The rules over metrics; they are evaluated unless the options name others.</summary>
    public static IReadOnlyList<MetricAlertRule> Metrics(EmulatorOptions options) =>
        [MetricAlertRule.ProbeDown(options), MetricAlertRule.DataPathDown(options), .. DatabaseAlertRules.All(options)];

    /// <summary>All rules, whatever they look at.</summary>
    public static IReadOnlyList<AlertRule> All(EmulatorOptions options) =>
        [.. Metrics(options), ResourceHealthRule.Of(options), ResourceHealthRule.OfDatabase(options), SyntheticAlertRule.Of(options)];
}
