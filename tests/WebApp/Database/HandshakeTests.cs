using Steadfast.WebApp.Database;
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

        // Each handshake that was given up has had its timer fire in the application's process.
        await Eventually.TrueAsync(() => server.Handshakes > 3, "several looks were given up");
        var seen = await client.DatabaseAsync();
        var answer = await client.ListAsync();

        Assert.Equal(("unreachable", "timeout"), (seen.GetProperty("state").GetString(), seen.GetProperty("error").GetString()));
        Assert.Equal((503, 1), (answer.Status, client.Web.Starts));
        Assert.True(client.Web.IsRunning);
        File.Delete(passwordFile);
    }

    [Fact]
    public void No_other_unhandled_exception_is_passed_over()
    {
        Exception[] others =
        [
            new InvalidOperationException("a fault"),
            new AggregateException(new AggregateException(new IOException("never thrown"))),
            new AggregateException(Thrown(new AggregateException(new IOException("thrown elsewhere")))),
        ];

        Assert.All(others, static each => Assert.False(DriverFault.IsHandshakeTimer(each)));
    }

    private static Exception Thrown(Exception error)
    {
        try
        {
            throw error;
        }
        catch (AggregateException thrown)
        {
            return thrown;
        }
    }
}
