using Steadfast.WebApp.Tests.Notes;

namespace Steadfast.WebApp.Tests.Database;

[Trait("Category", "real-processes")]
public sealed class HandshakeTests
{
    [Fact]
    public async Task A_server_that_falls_silent_in_the_handshake_is_away_and_nothing_else_suffers()
    {
        await using var server = new SilentServer();
        string passwordFile = Path.GetTempFileName();
        await using var client = await NotesClient.StartAsync(new Dictionary<string, string?>
        {
            ["STEADFAST_DATABASE_HOST"] = server.Address.Address.ToString(),
            ["STEADFAST_DATABASE_PORT"] = $"{server.Address.Port}",
            ["STEADFAST_DATABASE_USER"] = "app",
            ["STEADFAST_DATABASE_PASSWORD_FILE"] = passwordFile,
        });

        await Eventually.TrueAsync(() => server.Handshakes > 3, "several looks were given up");
        var seen = await client.DatabaseAsync();
        var answer = await client.ListAsync();

        Assert.Equal(("unreachable", "timeout"), (seen.GetProperty("state").GetString(), seen.GetProperty("error").GetString()));
        Assert.Equal((503, 1), (answer.Status, client.Web.Starts));
        Assert.True(client.Web.IsRunning);
        File.Delete(passwordFile);
    }
}
