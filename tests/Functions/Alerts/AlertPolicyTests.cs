using Steadfast.Functions.Azure;
using Steadfast.Functions.Alerts;

namespace Steadfast.Functions.Tests.Alerts;

public sealed class AlertPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static AlertReading Read(string json) => AlertPolicy.Read(JsonPart.Read(json)!.Value, Now);

    [Fact]
    public void A_fired_probe_alert_becomes_a_signal_with_the_back_end_address()
    {
        AlertReading reading = Read(AlertBodies.Fired("10.0.0.5"));

        Assert.Equal(
            new AlertReading(new AlertSignal(
                AlertBodies.AlertId, "lb-probe-down", AlertCondition.Fired, AlertBodies.FiredAt, Now, "DipAvailability", "10.0.0.5")
            {
                Resource = "/subscriptions/s/resourcegroups/rg/providers/microsoft.network/loadbalancers/lb1",
            }, null),
            reading);
    }

    [Fact]
    public void A_resolved_alert_keeps_the_id_of_the_fired_one()
    {
        AlertReading reading = Read(AlertBodies.Resolved("10.0.0.5"));

        Assert.Equal((AlertBodies.AlertId, AlertCondition.Resolved), (reading.Signal!.AlertId, reading.Signal.Condition));
    }

    [Fact]
    public void A_test_notification_with_nulls_is_taken_in_without_a_target()
    {
        AlertReading reading = Read("""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":null,"severity":null,"monitorCondition":"Fired",
             "alertTargetIDs":null,"firedDateTime":null},"alertContext":null,"customProperties":null}}
            """);

        Assert.Equal(new AlertReading(new AlertSignal("a", "unknown rule", AlertCondition.Fired, null, Now, null, null), null), reading);
    }

    [Fact]
    public void Of_several_criteria_the_one_that_names_a_back_end_counts()
    {
        AlertReading reading = Read("""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"two","monitorCondition":"Fired"},
             "alertContext":{"condition":{"allOf":[{"metricName":"VipAvailability","dimensions":[]},
              {"metricName":"DipAvailability","dimensions":[{"name":"FrontendPort","value":"80"},{"name":"backendipaddress","value":"10.0.0.6"}]}]}}}}
            """);

        Assert.Equal(("DipAvailability", "10.0.0.6"), (reading.Signal!.Metric, reading.Signal.BackendAddress));
    }

    [Fact]
    public void What_the_platform_says_of_the_health_of_a_resource_is_read()
    {
        AlertReading reading = Read("""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"resource-health","monitorCondition":"Fired",
             "alertTargetIDs":["/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachinescalesets/web/virtualmachines/2"]},
             "alertContext":{"eventSource":"ResourceHealth","status":"Resolved","properties":{"currentHealthStatus":"Available","cause":"UserInitiated"}},
             "customProperties":{"handler":"tier"}}}
            """);

        Assert.Equal(
            ("/subscriptions/s/resourcegroups/rg/providers/microsoft.compute/virtualmachinescalesets/web/virtualmachines/2", "tier", new HealthSignal("Available", true, true)),
            (reading.Signal!.Resource, reading.Signal.Handler, reading.Signal.Health));
    }

    [Theory]
    [InlineData("10.0.0.5; drop")]
    [InlineData("../../x")]
    [InlineData("")]
    public void A_dimension_that_is_no_address_is_not_taken_for_one(string value)
    {
        Assert.Null(Read(AlertBodies.Fired(value)).Signal!.BackendAddress);
    }

    [Theory]
    [InlineData("""{}""", "schemaId must be azureMonitorCommonAlertSchema: switch on the common alert schema for this receiver of the action group.")]
    [InlineData("""[1,2]""", "schemaId must be azureMonitorCommonAlertSchema: switch on the common alert schema for this receiver of the action group.")]
    [InlineData("""{"schemaId":"AzureMonitorMetricAlert"}""", "schemaId must be azureMonitorCommonAlertSchema: switch on the common alert schema for this receiver of the action group.")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema"}""", "data.essentials.alertId is missing.")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","monitorCondition":"Maybe"}}}""", "data.essentials.monitorCondition must be Fired or Resolved.")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","monitorCondition":"0"}}}""", "data.essentials.monitorCondition must be Fired or Resolved.")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":7,"monitorCondition":"Fired"}}}""", "data.essentials.alertId is missing.")]
    public void What_is_not_an_alert_is_refused_with_the_fix(string body, string problem)
    {
        Assert.Equal(new AlertReading(null, problem), Read(body));
    }

    [Fact]
    public void Repeated_deliveries_share_one_intake_and_resolved_has_its_own()
    {
        AlertSignal fired = Read(AlertBodies.Fired("10.0.0.5")).Signal!;
        AlertSignal later = fired with { ReceivedAt = Now.AddMinutes(5) };
        AlertSignal resolved = Read(AlertBodies.Resolved("10.0.0.5")).Signal!;

        Assert.Equal(AlertPolicy.IntakeId(fired), AlertPolicy.IntakeId(later));
        Assert.NotEqual(AlertPolicy.IntakeId(fired), AlertPolicy.IntakeId(resolved));
        Assert.Matches("^alert-[0-9a-f]{24}-fired$", AlertPolicy.IntakeId(fired));
    }

    [Fact]
    public void A_hostile_alert_id_does_not_reach_the_id_of_the_intake()
    {
        AlertSignal hostile = Read(AlertBodies.Fired("10.0.0.5")).Signal! with { AlertId = "../\n#?\u202e" + new string('x', 5000) };

        Assert.Matches("^alert-[0-9a-f]{24}-fired$", AlertPolicy.IntakeId(hostile));
    }

    [Fact]
    public void Nothing_in_the_name_of_a_rule_can_steer_a_terminal()
    {
        string name = $"a\\r\\n\\u001b[2J\\u202e{new string('x', 70)}\\ud83d\\ude80\\ud83d\\ude80\\ud83d\\ude80";
        AlertReading reading = Read($$$$"""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"{{{{name}}}}","monitorCondition":"Fired"}}}
            """);

        Assert.Equal($"a   [2J {new string('x', 70)}\U0001F680\U0001F680", reading.Signal!.Rule);
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        AlertReading reading = Read($$$$"""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"{{{{new string('r', 9000)}}}}","monitorCondition":"Fired"}}}
            """);

        Assert.Equal(80, reading.Signal!.Rule.Length);
    }
}
