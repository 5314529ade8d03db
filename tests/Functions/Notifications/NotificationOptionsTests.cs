using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Steadfast.Functions.Notifications;

namespace Steadfast.Functions.Tests.Notifications;

/// <summary>Settings of the receiver that are wrong stop the app at its start, with a sentence that says what to set.</summary>
[Trait("Category", "fast")]
public sealed class NotificationOptionsTests
{
    private const string Hook = "https://hooks.example.org/services/secret-part";

    [Theory]
    [InlineData("Json", "", "")]
    [InlineData("json", Hook, "")]
    [InlineData("teams", Hook, "")]
    [InlineData("Slack", Hook, "")]
    [InlineData("PAGERDUTY", "", SampleNotices.Key)]
    [InlineData("Opsgenie", "https://api.eu.opsgenie.com/v2/alerts", SampleNotices.Key)]
    public void What_goes_together_is_taken(string format, string url, string key) => Assert.Empty(Problems(format, url, key));

    [Theory]
    [InlineData("Mail", "", "", "Notifications__Format must be Json, Teams, Slack, PagerDuty or Opsgenie.")]
    [InlineData("1", "", "", "Notifications__Format must be Json, Teams, Slack, PagerDuty or Opsgenie.")]
    [InlineData("Json", "hooks.example.org", "", "Notifications__WebhookUrl must be an absolute https address, or empty.")]
    [InlineData("Json", "http://hooks.example.org", "", "Notifications__WebhookUrl must be an absolute https address, or empty.")]
    [InlineData("Teams", "", "", "Notifications__Format Teams needs an address: set Notifications__WebhookUrl to that of its webhook.")]
    [InlineData("Slack", "", "", "Notifications__Format Slack needs an address: set Notifications__WebhookUrl to that of its webhook.")]
    [InlineData("PagerDuty", "", "", "Notifications__Format PagerDuty needs a key: set Notifications__Key to the one of its integration.")]
    [InlineData("Opsgenie", "", "", "Notifications__Format Opsgenie needs a key: set Notifications__Key to the one of its integration.")]
    [InlineData("Opsgenie", "", "a\r\nb", "Notifications__Key must be the key alone, without spaces.")]
    [InlineData("Slack", Hook, "a", "Notifications__Key is for PagerDuty and Opsgenie: set Notifications__Format to one of them, or leave the key empty.")]
    [InlineData("PagerDuty", "", "@Microsoft.KeyVault(SecretUri=https://kv/secrets/notification-key)", "Notifications__Key is a Key Vault reference that was not resolved: let the app's identity read the secret, and see that it exists.")]
    public void What_does_not_is_refused_with_the_fix(string format, string url, string key, string problem) => Assert.Equal([problem], Problems(format, url, key));

    [Fact]
    public void The_app_does_not_start_with_them()
    {
        IConfiguration settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Notifications:Format"] = "Slack" }).Build();
        using ServiceProvider services = new ServiceCollection().AddLogging().AddSteadfast(settings).BuildServiceProvider();

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<NotificationOptions>>().Value);

        Assert.Contains("set Notifications__WebhookUrl", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_address_nor_key_is_shown()
    {
        NotificationOptions options = new() { Format = "Opsgenie", WebhookUrl = Hook, Key = SampleNotices.Key };
        string shown = $"{options} {NoticeRequest.For(NoticeLinks.Complete(SampleNotices.Escalated, null), options.First)[0]} {options.First}";

        Assert.DoesNotContain("secret-part", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(SampleNotices.Key, shown, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Problems(string format, string url, string key)
    {
        NotificationOptions options = new() { Format = format, WebhookUrl = url, Key = key };
        return options.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage);
    }
}
