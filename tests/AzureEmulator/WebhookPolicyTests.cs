namespace Steadfast.Local.AzureEmulator.Tests;

[Trait("Category", "fast")]
public sealed class WebhookPolicyTests
{
    [Theory]
    [InlineData("200", false)]
    [InlineData("202", false)]
    [InlineData("302", false)]
    [InlineData("400", false)]
    [InlineData("401", false)]
    [InlineData("404", false)]
    [InlineData("408", true)]
    [InlineData("429", true)]
    [InlineData("500", false)]
    [InlineData("502", false)]
    [InlineData("503", true)]
    [InlineData("504", true)]
    [InlineData("unreachable", true)]
    [InlineData("timeout", true)]
    public void Only_the_documented_outcomes_are_tried_again(string outcome, bool retried)
    {
        Assert.Equal(retried, WebhookPolicy.IsRetried(outcome));
    }
}
