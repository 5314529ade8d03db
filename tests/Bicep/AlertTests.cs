using System.Text.Json;
using System.Text.RegularExpressions;
using Steadfast.Functions.Alerts;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios;

namespace Steadfast.Bicep.Tests;

/// <summary>The alert rules that a deployment creates, the emulated ones, and whoever takes them on.</summary>
[Trait("Category", "real-processes")]
public sealed partial class AlertTests(PredictedDeployments predictions) : IAsyncLifetime
{
    private Dictionary<string, DeployedRule> _rules = [];

    private static readonly EmulatorOptions Twin = new()
    {
        Url = new("http://127.0.0.1:0"),
        Subscription = "s",
        ResourceGroup = "g",
        Location = "l",
        ScaleSet = "web",
        LoadBalancer = "lb",
        BearerToken = "t",
        Machines = [],
        Pace = Pace.Azure,
    };

    // With the option that brings a rule of its own.
    public async ValueTask InitializeAsync() => _rules = (await predictions.OfAsync("replica-create")).Resources.Values
        .Where(resource => resource.Type is "Microsoft.Insights/metricAlerts" or "Microsoft.Insights/activityLogAlerts" or "Microsoft.Insights/scheduledQueryRules")
        .Select(DeployedRule.From).ToDictionary(rule => rule.Name);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Every_rule_of_the_twin_is_a_rule_on_azure() =>
        Assert.Equal([], AlertRuleCatalog.All(Twin).Select(rule => rule.Name).Except(_rules.Keys));

    [Fact]
    public void A_metric_rule_is_the_same_in_the_twin_and_on_azure()
    {
        foreach (MetricAlertRule rule in AlertRuleCatalog.Metrics(Twin))
        {
            Assert.Equal(
                (rule.Name, rule.Severity, rule.Metric, rule.Aggregation.ToString(), rule.Operator.ToString(), rule.Threshold, rule.SplitBy),
                Compared(_rules[rule.Name]));
        }
    }

    [Fact]
    public void Every_rule_has_a_handler_and_every_handled_rule_is_deployed() =>
        Assert.Equal(
            AlertRouteTable.ByRule.Select(rule => $"{rule.Key}: {rule.Value}").Order(StringComparer.Ordinal),
            _rules.Values.Select(rule => $"{rule.Name}: {Enum.Parse<AlertHandler>(rule.Handler, ignoreCase: true)}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("lb-probe-down", "instance-crash")]
    [InlineData("lb-data-path-down", "fleet-bad-deploy")]
    [InlineData("vm-availability", "zone-outage")]
    [InlineData("resource-health", "zone-outage")]
    [InlineData("mysql-ha-io", "standby-dead")]
    [InlineData("mysql-ha-sql", "standby-lagging")]
    [InlineData("mysql-resource-health", "platform-fails-over")]
    public void What_the_automation_acts_upon_is_tried_by_a_scenario(string rule, string scenario)
    {
        string[] names = [.. ScenarioCatalog.All.Select(each => each.Name)];
        Assert.SkipWhen(rule.StartsWith("mysql-", StringComparison.Ordinal) && !names.Contains("database-crash"), "There are no scenarios of the database.");

        Assert.Contains(scenario, names);
        Assert.True(_rules.ContainsKey(rule), $"{rule} is not deployed");
    }

    [Fact]
    public void No_rule_that_the_automation_acts_upon_is_without_a_scenario()
    {
        string[] tried = [.. typeof(AlertTests).GetMethod(nameof(What_the_automation_acts_upon_is_tried_by_a_scenario))!
            .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (string)((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!).First().Value!)];

        Assert.Equal(
            AlertRouteTable.ByRule.Where(rule => rule.Value is AlertHandler.Instance or AlertHandler.Tier or AlertHandler.Database).Select(rule => rule.Key).Order(StringComparer.Ordinal),
            tried.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void People_are_told_only_of_what_needs_them()
    {
        string[] forPeople = [.. _rules.Values.Where(rule => rule.Handler is "person" or "database" || rule.Severity == 0).Select(rule => rule.Name)];

        Assert.Equal(forPeople.Order(StringComparer.Ordinal), _rules.Values.Where(rule => rule.Groups is "automation mail people").Select(rule => rule.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["lb-probe-down", "resource-health", SyntheticAlertRule.RuleName, "vm-availability"], _rules.Values.Where(rule => rule.Groups is "automation").Select(rule => rule.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Receivers_that_people_or_hooks_have_added_survive_a_deployment()
    {
        JsonElement[] groups = [.. Resources(await predictions.TemplateAsync()).Where(each => each.GetProperty("type").GetString() == "Microsoft.Insights/actionGroups")];

        Assert.Equal(
            ["[parameters('names').actionGroup]: made once", "[parameters('names').mailGroup]: written each time", "[parameters('names').peopleGroup]: made once"],
            groups.Select(each => $"{each.GetProperty("name").GetString()}: {(each.TryGetProperty("@options", out JsonElement options) && options.TryGetProperty("onlyIfNotExists", out _) ? "made once" : "written each time")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Windows_are_those_of_the_twins_azure_pace()
    {
        foreach (DeployedRule rule in _rules.Values.Where(each => each.Criterion is not null))
        {
            Assert.Equal(Pace.Azure.AlertFrequency, System.Xml.XmlConvert.ToTimeSpan(rule.Properties.GetProperty("evaluationFrequency").GetString()!));
            Assert.Equal(Pace.Azure.AlertWindow, System.Xml.XmlConvert.ToTimeSpan(rule.Properties.GetProperty("windowSize").GetString()!));
        }
    }

    [Fact]
    public void The_synthetic_alert_comes_as_often_as_the_automation_expects_it()
    {
        double minutes = double.Parse(Every().Match(_rules[SyntheticAlertRule.RuleName].Query).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Contains($"Watchdog__SyntheticEvery: '{TimeSpan.FromMinutes(minutes):c}'", Repository.Text("bicep/stack.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_silence_is_found_by_the_name_of_the_synthetic_alert() =>
        Assert.Contains($"has \"{SyntheticAlertRule.RuleName}\"", _rules["automation-silent"].Query, StringComparison.Ordinal);

    [Fact]
    public void A_stack_that_is_younger_than_the_silence_is_not_silent()
    {
        DeployedRule rule = _rules["automation-silent"];
        TimeSpan silence = System.Xml.XmlConvert.ToTimeSpan(rule.Properties.GetProperty("windowSize").GetString()!);

        // The metrics come from the database and the balancer, so an app that never starts is silent all the same.
        Assert.StartsWith("AppTraces | union AzureMetrics | ", rule.Query, StringComparison.Ordinal);
        Assert.EndsWith($"oldest = min(TimeGenerated) | where seen == 0 and oldest < ago({silence.TotalHours}h) | project TimeGenerated = now()", rule.Query, StringComparison.Ordinal);
        Assert.Contains($"TimeGenerated > ago({silence.TotalHours}h)", rule.Query, StringComparison.Ordinal);
        Assert.True(System.Xml.XmlConvert.ToTimeSpan(rule.Properties.GetProperty("overrideQueryTimeRange").GetString()!) > silence);
    }

    // Resources of a template and of the modules in it.
    private static IEnumerable<JsonElement> Resources(JsonElement template)
    {
        JsonElement resources = template.GetProperty("resources");
        IEnumerable<JsonElement> all = resources.ValueKind == JsonValueKind.Array ? resources.EnumerateArray() : resources.EnumerateObject().Select(each => each.Value);
        return all.SelectMany(each => each.GetProperty("type").GetString() == "Microsoft.Resources/deployments" ? Resources(each.GetProperty("properties").GetProperty("template")) : [each]);
    }

    private static (string, int, string, string, string, double, string?) Compared(DeployedRule rule)
    {
        JsonElement criterion = rule.Criterion!.Value;
        JsonElement[] dimensions = [.. criterion.GetProperty("dimensions").EnumerateArray()];
        return (
            rule.Name,
            rule.Severity,
            criterion.GetProperty("metricName").GetString()!,
            criterion.GetProperty("timeAggregation").GetString()!,
            criterion.GetProperty("operator").GetString()!,
            criterion.GetProperty("threshold").GetDouble(),
            dimensions.Length == 0 ? null : dimensions.Single().GetProperty("name").GetString());
    }

    [GeneratedRegex(@"% (\d+) < ")]
    private static partial Regex Every();
}
