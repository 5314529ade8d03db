using System.Text.RegularExpressions;
using Steadfast.Functions.Alerts;
using Steadfast.Local.Azure;
using Steadfast.Local.Scenarios;

namespace Steadfast.Bicep.Tests;

/// <summary>The alert rules of the templates, the emulated ones, and whoever takes them on.</summary>
public sealed partial class AlertTests
{
    private static readonly IReadOnlyDictionary<string, RuleText> Rules = Read();

    private static readonly EmulatorOptions Twin = new()
    {
        Url = new("http://127.0.0.1:0"), Subscription = "s", ResourceGroup = "g", Location = "l", ScaleSet = "web", LoadBalancer = "lb", BearerToken = "t", Machines = [], Pace = Pace.Azure,
    };

    [Fact]
    public void Every_rule_of_the_twin_is_a_rule_on_azure() =>
        Assert.Equal([], AlertRuleCatalog.All(Twin).Select(rule => rule.Name).Except(Rules.Keys));

    [Fact]
    public void A_metric_rule_is_the_same_in_the_twin_and_on_azure()
    {
        foreach (MetricAlertRule rule in AlertRuleCatalog.Metrics(Twin))
        {
            Assert.Equal(
                (rule.Name, rule.Severity, rule.Metric, rule.Aggregation.ToString(), rule.Operator.ToString(), rule.Threshold, rule.SplitBy),
                Shown(Rules[rule.Name]));
        }
    }

    [Fact]
    public void Every_rule_has_a_handler_and_every_handled_rule_is_deployed() =>
        Assert.Equal(
            AlertHandlers.ByRule.Select(rule => $"{rule.Key}: {rule.Value}").Order(StringComparer.Ordinal),
            Rules.Values.Select(rule => $"{rule.Name}: {Enum.Parse<AlertHandler>(rule.Value("handler")!, ignoreCase: true)}").Order(StringComparer.Ordinal));

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
        Assert.True(Rules.ContainsKey(rule), $"{rule} is not deployed");
    }

    [Fact]
    public void No_rule_that_the_automation_acts_upon_is_without_a_scenario()
    {
        string[] tried = [.. typeof(AlertTests).GetMethod(nameof(What_the_automation_acts_upon_is_tried_by_a_scenario))!
            .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (string)((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!).First().Value!)];

        Assert.Equal(
            AlertHandlers.ByRule.Where(rule => rule.Value is AlertHandler.Instance or AlertHandler.Tier or AlertHandler.Database).Select(rule => rule.Key).Order(StringComparer.Ordinal),
            tried.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void People_are_told_only_of_what_needs_them()
    {
        string[] forPeople = [.. Rules.Values.Where(rule => rule.Value("handler") is "person" or "database" || rule.Severity == 0).Select(rule => rule.Name)];

        Assert.Contains("severity == 0 || contains(['person', 'database'], handler) ? [groups.automation, groups.people] : [groups.automation]", Repository.Text("bicep/alert-groups.bicep"), StringComparison.Ordinal);
        Assert.All((string[])["alerts", "alerts-events", "alerts-logs"], file => Assert.Contains("told(groups, rule.handler, ", Repository.Text($"bicep/{file}.bicep"), StringComparison.Ordinal));
        Assert.Equal([SyntheticAlertRule.RuleName, "lb-probe-down", "resource-health", "vm-availability"], Rules.Keys.Except(forPeople).Order(StringComparer.Ordinal).OrderBy(name => name != SyntheticAlertRule.RuleName));
    }

    [Fact]
    public void Windows_are_those_of_the_twins_azure_pace()
    {
        string template = Repository.Text("bicep/alert-rule.bicep");

        Assert.Equal(Pace.Azure.AlertFrequency, Duration(template, "evaluationFrequency"));
        Assert.Equal(Pace.Azure.AlertWindow, Duration(template, "windowSize"));
    }

    [Fact]
    public void Names_are_used_once() => Assert.Equal(Rules.Count, Texts().Count());

    [Fact]
    public void The_synthetic_alert_comes_as_often_as_the_automation_expects_it()
    {
        double minutes = double.Parse(Every().Match(Rules[SyntheticAlertRule.RuleName].Text).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Contains($"Watchdog__SyntheticEvery: '{TimeSpan.FromMinutes(minutes):c}'", Repository.Text("bicep/stack.bicep"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_silence_is_found_by_the_name_of_the_synthetic_alert() =>
        Assert.Contains($"has \"{SyntheticAlertRule.RuleName}\"", Rules["automation-silent"].Text, StringComparison.Ordinal);

    private static (string, int, string, string, string, double, string?) Shown(RuleText rule) =>
        (rule.Name, rule.Severity, rule.Value("metric")!, rule.Value("aggregation")!, rule.Value("operator")!, Threshold(rule), rule.Value("split"));

    // The threshold of one rule is a parameter; production is what the twin models.
    private static double Threshold(RuleText rule)
    {
        string text = Regex.Match(rule.Text, @"threshold: (\w+)").Groups[1].Value;
        if (text == "manyConnections")
        {
            text = Regex.Match(Repository.Text("bicep/profiles.bicep"), @"databaseConnections: (\d+)").Groups[1].Value;
        }

        return double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static TimeSpan Duration(string template, string name) =>
        System.Xml.XmlConvert.ToTimeSpan(Regex.Match(template, $"{name}: '([A-Z0-9]+)'").Groups[1].Value);

    private static Dictionary<string, RuleText> Read() => Texts().ToDictionary(rule => rule.Name);

    private static IEnumerable<RuleText> Texts() => new[] { "alerts", "alerts-events", "alerts-logs" }
        .SelectMany(file => Rule().Split(Repository.Text($"bicep/{file}.bicep")).Skip(1))
        .Select(text => new RuleText(text));

    // Sample: "name: 'lb-probe-down', severity: 1, handler: 'instance', ..."
    [GeneratedRegex(@"(?=name: '[^']+',[^\n]* handler: )")]
    private static partial Regex Rule();

    [GeneratedRegex(@"% (\d+) < ")]
    private static partial Regex Every();

    private sealed record RuleText(string Text)
    {
        public string Name => Value("name")!;

        public int Severity => int.Parse(Regex.Match(Text, @"severity: (\d)") is { Success: true } found ? found.Groups[1].Value : "4", System.Globalization.CultureInfo.InvariantCulture);

        public string? Value(string name) => Regex.Match(Text, $@"\b{name}: '([^']+)'") is { Success: true } match ? match.Groups[1].Value : null;
    }
}
