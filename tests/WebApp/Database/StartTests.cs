using Steadfast.Local.Stack.Web;
using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "real-processes")]
public sealed class StartTests
{
    [Fact]
    public async Task It_starts_without_its_database_and_makes_the_table_once_that_is_there()
    {
        await using var database = await MariaDb.PrepareAsync();
        await using var client = await NotesClient.StartAsync(database.Settings);
        await client.BecomesAsync("unreachable");
        Assert.Equal(503, (await client.ListAsync()).Status);

        await database.RunAsync();
        await client.BecomesAsync("ok");

        await client.StoreAsync("the first");
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_the_write_that_waits_and_closes_its_connections()
    {
        await using var database = await MariaDb.StartAsync();
        await using var client = await NotesClient.StartConnectedAsync(database.Settings);
        await client.StoreAsync("the first");
        await database.SqlAsync("SET GLOBAL read_only = 1");
        var write = client.AddAsync("held back");
        await Eventually.TrueAsync(async () => (await client.GetAsync("/status")).Body.GetProperty("inFlight").GetInt32() == 1, "the write waits");

        var stop = client.Web.StopAsync();
        await database.SqlAsync("SET GLOBAL read_only = 0");

        Assert.Equal(201, (await write).Status);
        Assert.Equal(0, await stop);
        Assert.Equal("0", await database.SqlAsync("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'app'"));
    }

    [Theory]
    [InlineData("STEADFAST_DATABASE_USER", "", "STEADFAST_DATABASE_USER is empty: set it to the account to sign in with.")]
    [InlineData("STEADFAST_DATABASE_PASSWORD_FILE", "", "STEADFAST_DATABASE_PASSWORD_FILE is empty: set it to the file that holds the password.")]
    [InlineData("STEADFAST_DATABASE_PORT", "0", "STEADFAST_DATABASE_PORT must be between 1 and 65535.")]
    [InlineData("STEADFAST_DATABASE_NAME", "a`b", "STEADFAST_DATABASE_NAME must be 1 to 48 letters, digits or underscores.")]
    [InlineData("STEADFAST_DATABASE_TLS", "maybe", "STEADFAST_DATABASE_TLS must be 'required' or 'off'.")]
    [InlineData("STEADFAST_DATABASE_AUTH", "entra", "STEADFAST_DATABASE_TLS is off: a token may only travel encrypted, so 'entra' needs 'required'.")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string message)
    {
        Dictionary<string, string?> settings = new()
        {
            ["STEADFAST_DATABASE_HOST"] = "127.0.0.1",
            ["STEADFAST_DATABASE_USER"] = "app",
            ["STEADFAST_DATABASE_PASSWORD_FILE"] = "/nowhere",
            ["STEADFAST_DATABASE_TLS"] = "off",
            [name] = value,
        };

        var failure = await Assert.ThrowsAsync<WebStartException>(() => NotesClient.StartAsync(settings));

        Assert.Contains(message, failure.Message);
    }
}
