using Steadfast.Local.Stack.Web;

namespace Steadfast.WebApp.Tests;

[Trait("Category", "real-processes")]
public class SettingsTests
{
    [Theory]
    [InlineData("Instance__Id", "", "Instance__Id is empty: set it to this instance's name.")]
    [InlineData("Instance__Id", "caf\u00e9", "Instance__Id has characters that are not printable ASCII.")]
    [InlineData("Instance__Zone", "a zone with a long name", "Instance__Zone is longer than 16 characters.")]
    [InlineData("Drain__Delay", "00:06:00", "Drain__Delay must be between 00:00:00 and 00:05:00.")]
    [InlineData("Drain__Deadline", "-00:00:01", "Drain__Deadline must be between 00:00:00 and 00:05:00.")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "the receiver", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string message)
    {
        await using var web = new WebProcess(new WebProcessOptions(WebAppUnderTest.Assembly, new Uri($"http://{Loopback.Free()}"), "1", "1")
        {
            Environment = new Dictionary<string, string?> { [name] = value },
        });

        var failure = await Assert.ThrowsAsync<WebStartException>(() => web.StartAsync(CancellationToken.None));

        Assert.Contains(message, failure.Message);
    }
}
