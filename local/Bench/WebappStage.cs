using System.Net;
using System.Text.Json;
using Steadfast.Local.Stack.Caches;
using Steadfast.Local.Stack.Databases;
using Steadfast.Local.Stack.Processes;
using Steadfast.Local.Stack.Web;

namespace Steadfast.Local.Bench;

/// <summary>
/// The servers that are measured, each a process of its own: the bare one, and the web application with a database pair behind it.
/// </summary>
public sealed class WebappStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private DatabasePair? _pair;
    private ChildProcess? _bare;
    private WebProcess? _web;
    private WebProcess? _cached;
    private CachePair? _cache;

    private WebappStage()
    {
        // Addresses of this run alone.
        byte run = (byte)Random.Shared.Next(1, 255);
        Bare = new(new IPAddress([127, 43, run, 1]), 8080);
        Web = new(new IPAddress([127, 43, run, 2]), 8080);
        Cached = new(new IPAddress([127, 43, run, 6]), 8080);
        if (OperatingSystem.IsLinux())
        {
            // The database's servers run as a user of their own and pass through.
            File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>The bare server.</summary>
    public IPEndPoint Bare { get; }

    /// <summary>The web application.</summary>
    public IPEndPoint Web { get; }

    /// <summary>Another web application with the same database and a cache in front of it.</summary>
    public IPEndPoint Cached { get; }

    /// <summary>Starts all and returns when they answer.</summary>
    public static async Task<WebappStage> StartAsync()
    {
        var stage = new WebappStage();
        try
        {
            await stage.StartBareAsync();
            await stage.StartWebAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _bare, _web, _cached, _pair, _cache })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    private async Task StartBareAsync()
    {
        _bare = await ChildProcess.StartAsync(
            new(DotnetHost.Path, [typeof(WebappStage).Assembly.Location, WebappBareServer.Verb, $"http://{Bare}"]));
        await AnswersAsync(new Uri($"http://{Bare}/"), static _ => true);
    }

    private async Task StartWebAsync()
    {
        IPEndPoint At(byte last, int port) => new(new IPAddress([127, 43, Web.Address.GetAddressBytes()[2], last]), port);
        var entrance = At(3, 3306);
        _pair = await DatabasePair.StartAsync(
            new(_folder.Path, At(4, 3306), At(5, 3306), new Dictionary<string, IPEndPoint> { ["web"] = entrance }));
        _cache = new(At(7, 6379), At(8, 6379), At(9, 6379), "64mb", TimeProvider.System);
        await _cache.StartAsync();
        Dictionary<string, string?> settings = new()
        {
            ["STEADFAST_DATABASE_HOST"] = entrance.Address.ToString(),
            ["STEADFAST_DATABASE_PORT"] = $"{entrance.Port}",
            ["STEADFAST_DATABASE_USER"] = _pair.Accounts.AppUser,
            ["STEADFAST_DATABASE_PASSWORD_FILE"] = _pair.Accounts.PasswordFile,
            ["STEADFAST_DATABASE_TLS"] = "off",
        };
        _web = await StartWebAsync(Web, settings);
        _cached = await StartWebAsync(Cached, new(settings) { ["Cache__Connection"] = $"{_cache.Primary.Address}" });
    }

    private static async Task<WebProcess> StartWebAsync(IPEndPoint address, Dictionary<string, string?> settings)
    {
        WebProcess web = new(new(FindWebApp(), new Uri($"http://{address}"), "1", "1") { Environment = settings });
        await web.StartAsync();
        await AnswersAsync(new Uri($"http://{address}/status"), static status =>
            JsonDocument.Parse(status).RootElement.GetProperty("database").GetProperty("state").GetString() == "ok");
        return web;
    }

    private static async Task AnswersAsync(Uri address, Func<string, bool> well)
    {
        using var client = new HttpClient();
        for (int look = 0; look < 200; look++)
        {
            try
            {
                if (well(await client.GetStringAsync(address)))
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException($"{address} did not become ready");
    }

    // Beside this program, in the folder of its own project.
    private static string FindWebApp()
    {
        string own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        return Path.GetFullPath(Path.Combine(own, "..", "..", "Steadfast.WebApp", Path.GetFileName(own), "Steadfast.WebApp.dll"));
    }
}
