namespace Steadfast.Local.AzureEmulator.Tests;

[Trait("Category", "fast")]
public sealed class AlertPolicyTests
{
    [Theory]
    [InlineData(AlertOperator.LessThan, 99.9, true)]
    [InlineData(AlertOperator.LessThan, 100, false)]
    [InlineData(AlertOperator.LessThanOrEqual, 100, true)]
    [InlineData(AlertOperator.LessThanOrEqual, 100.1, false)]
    [InlineData(AlertOperator.GreaterThan, 100, false)]
    [InlineData(AlertOperator.GreaterThan, 100.1, true)]
    [InlineData(AlertOperator.GreaterThanOrEqual, 100, true)]
    [InlineData(AlertOperator.GreaterThanOrEqual, 99.9, false)]
    public void Threshold_is_compared_as_the_operator_says(AlertOperator comparison, double value, bool holds)
    {
        var rule = MetricAlertRule.ProbeDown(TestStack.Options) with { Operator = comparison };

        Assert.Equal(holds, AlertPolicy.Holds(rule, value));
    }
}
