using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Bench;

/// <summary>
/// The bare server that the web application is compared with: the least that can be called a web server here, with nothing to show but a
/// greeting.
/// </summary>
public static class WebappBareServer
{
    /// <summary>The command line word.</summary>
    public const string Verb = "bare-server";

    /// <summary>Serves until killed.</summary>
    public static async Task<int> RunAsync(string address)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        app.MapGet("/", static () => "Hello World");
        await app.RunAsync();
        return 0;
    }
}
