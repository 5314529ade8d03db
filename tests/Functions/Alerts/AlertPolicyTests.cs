using Steadfast.Functions.Alerts;
using Steadfast.Functions.Platform;

namespace Steadfast.Functions.Tests.Alerts;

[Trait("Category", "fast")]
public sealed class AlertPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private const string NoAlert =
        "The body is no alert: schemaId azureMonitorCommonAlertSchema is expected; switch on the common alert schema for this receiver of the action group.";

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
                About = "DipAvailability, value 0.0, condition LessThan, threshold 100, aggregation Average",
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
    [InlineData("""{}""", NoAlert)]
    [InlineData("""[1,2]""", NoAlert)]
    [InlineData("""7""", NoAlert)]
    [InlineData("""{"schemaId":"AzureMonitorMetricAlert"}""", NoAlert)]
    [InlineData("""{"schemaId":"AzureMonitorMetricAlert","data":{}}""", NoAlert)]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema"}""", "data.essentials of the common alert schema is missing.")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{}}}""", "data.essentials of the common alert schema is missing.")]
    public void What_is_not_an_alert_is_refused_with_the_fix(string body, string problem)
    {
        Assert.Equal(new AlertReading(null, problem), Read(body));
    }

    [Theory]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"monitoringService":"CostAlerts","firedDateTime":"2026-11-28T05:17:43Z","alertId":"/b/1","description":"The spend of budget team-a passed a limit.","alertRule":null,"severity":null,"signalType":null,"monitorCondition":null,"alertTargetIDs":null},"alertContext":{"AlertCategory":"budgets","AlertData":{"BudgetName":"team-a","SpentAmount":"$4.00","NotificationThresholdAmount":"$1.60","Unit":"USD"}}}}""",
        "unknown rule", "budget team-a, spent $4.00, threshold $1.60, in USD, The spend of budget team-a passed a limit.")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"monitoringService":"CostAlerts","description":"over"},"alertContext":{"AlertData":{"BudgetName":"team-a"}}}}""",
        "unknown rule", "budget team-a, over")]
    [InlineData("""{"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"\ud800","alertRule":"r","monitorCondition":"Maybe"}}}""", "r", null)]
    [InlineData("""{"schemaId":"AIP Budget Notification","data":{"SubscriptionId":"s","BudgetName":"team-a","SpendingAmount":"1111.32","Budget":"1000","Unit":"USD"}}""",
        "AIP Budget Notification", "SubscriptionId s, BudgetName team-a, SpendingAmount 1111.32, Budget 1000, Unit USD")]
    [InlineData("""{"schemaId":"AzureMonitorMetricAlert","data":{"version":"2.0","status":"Activated","context":{"id":"/a/1","name":"cpu","timestamp":"2026-11-28T05:17:43Z","severity":3}}}""",
        "cpu", "id /a/1, name cpu, timestamp 2026-11-28T05:17:43Z, severity 3")]
    [InlineData("""{"version":"1.0","status":"Activated","operation":"Scale Out","context":{"timestamp":"2026-11-28T05:17:43Z","name":"autoscale","details":"from 3 to 4"}}""",
        "autoscale", "timestamp 2026-11-28T05:17:43Z, name autoscale, details from 3 to 4")]
    public void An_alert_that_does_not_say_whether_something_began_is_taken_in_with_what_it_is_about(string body, string rule, string? about)
    {
        AlertSignal signal = Read(body).Signal!;

        Assert.Equal((rule, AlertCondition.Unknown, about), (signal.Rule, signal.Condition, signal.About));
        Assert.Equal(AlertPolicy.IntakeId(signal), AlertPolicy.IntakeId(Read(body).Signal!));
        Assert.Matches("^alert-[0-9a-f]{24}-unknown$", AlertPolicy.IntakeId(signal));
    }

    [Theory]
    [InlineData("ResourceHealth", "Resolved", true)]
    [InlineData("ResourceHealth", "Active", false)]
    [InlineData("Administrative", "Resolved", false)]
    public void The_platforms_word_that_a_resource_is_well_again_says_that_something_is_over(string source, string status, bool isOver)
    {
        AlertSignal signal = Read($$$$"""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"mine","monitorCondition":"Fired"},
             "alertContext":{"eventSource":"{{{{source}}}}","status":"{{{{status}}}}"} } }
            """).Signal!;

        Assert.Equal(isOver, AlertPolicy.IsOver(signal));
    }

    [Fact]
    public void Two_alerts_without_an_id_are_two() => Assert.NotEqual(
        AlertPolicy.IntakeId(Read("""{"schemaId":"x","data":{"a":1}}""").Signal!), AlertPolicy.IntakeId(Read("""{"schemaId":"x","data":{"a":2}}""").Signal!));

    [Fact]
    public void A_log_alert_names_its_handler_within_its_context()
    {
        AlertSignal signal = Read("""
            {"schemaId":"azureMonitorCommonAlertSchema","data":{"essentials":{"alertId":"a","alertRule":"checkout-errors","monitorCondition":"Fired","monitoringService":"Log Alerts V2"},
             "alertContext":{"properties":{"handler":"tier"},"conditionType":"LogQueryCriteria","condition":{"allOf":[{"searchQuery":"AppRequests","operator":"GreaterThan","threshold":"0",
             "timeAggregation":"Count","dimensions":[],"metricValue":3.0}]}},"customProperties":null}}
            """).Signal!;

        Assert.Equal((AlertHandler.Tier, "query AppRequests, value 3.0, condition GreaterThan, threshold 0, aggregation Count"), (AlertRouteTable.Of(signal), signal.About));
    }

    [Theory]
    [InlineData("Active", false, "Alert service-health fired: VMs in a region, service Virtual Machines, region West Europe, kind Incident, tracking id AB12-CD3, stage Active")]
    [InlineData("Resolved", true, "Alert service-health says that it is over: VMs in a region, service Virtual Machines, region West Europe, kind Incident, tracking id AB12-CD3, stage Resolved")]
    public void People_are_told_what_service_health_is_about_and_when_it_is_over(string stage, bool isOver, string told)
    {
        AlertSignal signal = Read(Platform.Readers.RecordedBodies.ServiceHealth.Replace("Active", stage, StringComparison.Ordinal)).Signal!;

        Assert.Equal((isOver, told), (signal.IsOver, AlertText.Notice(signal)));
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
