using System.Reflection;
using Steadfast.Functions.Alerts;
using Steadfast.Functions.Guard;
using Steadfast.Functions.Incidents;
using Steadfast.Local.AzureEmulator;
using Steadfast.Local.Scenarios;
using Steadfast.Local.Scenarios.Databases;
using Steadfast.Local.Scenarios.Drills;
using Steadfast.Local.Scenarios.FailureModes;

namespace Steadfast.Docs.Tests;

/// <summary>docs/failure-modes.md, and the tables that it is made of.</summary>
public sealed class FailureModesTests
{
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

    [Fact]
    public void The_page_says_what_the_code_does()
    {
        Assert.True(Repository.Has(FailureModesPage.Path), $"{FailureModesPage.Path} is missing; the test Write writes it");
        Assert.Equal(FailureModesPage.Write(), Repository.Text(FailureModesPage.Path));
    }

    /// <summary>Writes the page anew; run it by name when the code has changed.</summary>
    [Fact(Explicit = true)]
    public void Write() => File.WriteAllText(Repository.PathOf(FailureModesPage.Path), FailureModesPage.Write());

    [Fact]
    public void Every_diagnosis_has_a_section() =>
        Assert.Equal(Enum.GetValues<FailureKind>(), Runbooks.All.Select(runbook => runbook.Diagnosis));

    [Fact]
    public void Every_refusal_has_an_example_that_is_given() =>
        Assert.Equal(
            Enum.GetValues<RefusalKind>().Select(kind => (kind, (RefusalKind?)kind)),
            RefusalModeCatalog.All.Select(mode => (mode.Kind, RefusalModeCatalog.Ask(mode).Refusal?.Kind)));

    [Fact]
    public void Every_alert_rule_that_is_handled_has_a_section_and_no_other() =>
        Assert.Equal(AlertRouteTable.ByRule.Keys.Order(StringComparer.Ordinal), AlertModeCatalog.All.Select(mode => mode.Rule).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_alert_rule_that_is_deployed_has_a_section_and_no_other() =>
        Assert.Equal(FailureModesPage.Deployed().Keys.Order(StringComparer.Ordinal), AlertModeCatalog.All.Select(mode => mode.Rule).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_alert_rule_of_the_twin_has_a_scenario()
    {
        // Rules that the recovery of the database takes on are tried by scenarios of the database, as soon as there are any.
        bool hasDatabase = FailureModesPage.Scenarios.Keys.Any(name => name.StartsWith("database-", StringComparison.Ordinal));

        Assert.Equal([], AlertRuleCatalog.All(Twin).Select(rule => rule.Name)
            .Where(rule => hasDatabase || AlertRouteTable.ByRule[rule] != AlertHandler.Database)
            .Where(rule => AlertModeCatalog.All.Single(mode => mode.Rule == rule).Scenarios.Count == 0));
    }

    [Fact]
    public void Every_scenario_of_the_drill_shows_something() =>
        Assert.Equal([], ScenarioCatalog.All.Select(scenario => scenario.Name).Except(ScenarioUses.All.Select(use => use.Scenario)));

    [Fact]
    public void Every_scenario_that_is_named_exists() =>
        Assert.Equal([], ScenarioUses.All.Select(use => use.Scenario).Concat(AlertModeCatalog.All.SelectMany(mode => mode.Scenarios)).Except(FailureModesPage.Scenarios.Keys));

    [Fact]
    public void A_scenario_stands_under_the_diagnosis_that_it_expects()
    {
        foreach (ScenarioUse use in ScenarioUses.All)
        {
            IScenario scenario = FailureModesPage.Scenarios[use.Scenario];
            object? expected = scenario.GetType().GetProperty("Expected", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(scenario);
            if ((expected as Ending)?.Diagnosis is { } ofServer)
            {
                Assert.True(use.Kinds.Contains(ofServer), $"{use.Scenario} expects {ofServer}");
            }

            if ((expected as DatabaseEnding)?.Diagnosis is { } ofDatabase)
            {
                Assert.True(use.Kinds.Contains(ofDatabase), $"{use.Scenario} expects {ofDatabase}");
            }
        }
    }
}
