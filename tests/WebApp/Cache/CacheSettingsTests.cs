using Steadfast.Local.Stack.Web;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Cache;

[Trait("Category", "real-processes")]
public sealed class CacheSettingsTests
{
    [Theory]
    [InlineData("Cache__Connection", ",", "Cache__Connection cannot be read: set it to servers like cache.example.net:10000,ssl=true.")]
    [InlineData("Cache__Connection", "127.0.0.1:1,password=p", "Cache__Connection holds a password: settings are no place for one. Set Cache__Auth to 'entra'.")]
    [InlineData("Cache__Auth", "password", "Cache__Auth must be 'none' or 'entra'.")]
    [InlineData("Cache__Auth", "entra", "Cache__Connection is without ssl=true: a token may only travel encrypted.")]
    [InlineData("Cache__Auth", "entra", "Cache__User is empty: set it to the object id of the managed identity.")]
    [InlineData("Cache__TokenResource", "http://redis.azure.com", "Cache__TokenResource must be an address like https://redis.azure.com.")]
    [InlineData("Cache__FreshFor", "00:02:00", "Cache__FreshFor must be between 00:00:01 and 00:01:00.")]
    [InlineData("Cache__StaleFor", "2.00:00:00", "Cache__StaleFor must be between 00:00:00 and 1.00:00:00.")]
    [InlineData("Cache__ReadTimeout", "00:00:00", "Cache__ReadTimeout must be between 00:00:00.0050000 and 00:00:02.")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string message)
    {
        var failure = await Assert.ThrowsAsync<WebStartException>(() => NotesClient.StartAsync(new Dictionary<string, string?> { ["Cache__Connection"] = "127.0.0.1:1", [name] = value }));

        Assert.Contains(message, failure.Message);
    }
}
