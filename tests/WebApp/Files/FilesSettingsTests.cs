using Steadfast.Local.Stack.Web;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Files;

[Trait("Category", "real-processes")]
public sealed class FilesSettingsTests
{
    [Theory]
    [InlineData("Files__Container", "files", "Files__Container cannot be read: set it to an address like https://account.blob.core.windows.net/files.")]
    [InlineData("Files__Container", "https://account.example/", "Files__Container cannot be read: set it to an address like https://account.blob.core.windows.net/files.")]
    [InlineData("Files__Container", "https://account.example/files?sig=x", "Files__Container holds more than an address: settings are no place for a signature or a password.")]
    [InlineData("Files__Container", "http://account.example/files", "Files__Container is without https: a token may only travel encrypted.")]
    [InlineData("Files__KeyFile", "/dev/null", "Files__KeyFile is for storage on this machine only: leave it empty, and the managed identity signs in.")]
    [InlineData("Files__KeyFile", "/no/such/file", "Files__KeyFile names a file that is not there.")]
    [InlineData("Files__SweepEvery", "1.00:00:00", "Files__SweepEvery must be between 00:00:01 and 12:00:00.")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string message)
    {
        var failure = await Assert.ThrowsAsync<WebStartException>(() => NotesClient.StartAsync(new Dictionary<string, string?> { ["Files__Container"] = "https://account.example/files", [name] = value }));

        Assert.Contains(message, failure.Message);
    }
}
