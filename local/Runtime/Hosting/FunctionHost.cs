using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Steadfast.Local.Runtime;

/// <summary>A Function App on this machine: HTTP and timer triggers, and the durable runtime behind them.</summary>
public sealed class FunctionHost : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly FunctionHostOptions _options;
    private readonly IDurableEngine? _engine;
    private bool _isDisposed;

    private FunctionHost(WebApplication web, FunctionCatalog catalog, FunctionHostOptions options)
    {
        _web = web;
        _options = options;
        _engine = options.Engine?.Invoke(catalog, web.Services);
        Runtime = new DurableRuntime(catalog, web.Services, options.Runtime);
        Url = options.Url;
    }

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>The Durable client.</summary>
    public DurableTaskClient Client => _engine?.Client ?? Runtime.Client;

    /// <summary>The durable runtime; it runs nothing when another engine was given.</summary>
    public DurableRuntime Runtime { get; }

    /// <summary>Address that it listens on; with the port it was given once it is started.</summary>
    public Uri Url { get; private set; }

    /// <summary>Puts it together; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <exception cref="UnsupportedFunctionsException">The app holds functions that cannot be run here.</exception>
    public static FunctionHost Build(FunctionHostOptions options, Action<IServiceCollection, IConfiguration> configureServices)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IPAddress.TryParse(options.Url.Host, out IPAddress? address) || !IPAddress.IsLoopback(address))
        {
            throw new ArgumentException($"{options.Url} is not a loopback address; use http://127.0.0.1:PORT.", nameof(options));
        }

        FunctionCatalog catalog = options.Catalog ?? FunctionCatalog.FromAssembly(options.App);
        WebApplicationBuilder builder = options.Server is { } server ? InMemory(server) : Listening(options);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // That the host cannot start is thrown to whoever starts it; a stack trace beside it helps nobody.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Services.AddMvcCore().AddJsonOptions(json => json.JsonSerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Configuration.AddInMemoryCollection(options.AppSettings);
        configureServices(builder.Services, builder.Configuration);
        builder.Services.TryAddSingleton(options.Runtime.Clock);
        WebApplication web = builder.Build();
        FunctionHost host = new(web, catalog, options);
        host.Map();
        return host;
    }

    /// <summary>Recovers what was under way, then opens the endpoints, then arms the timers.</summary>
    public async Task StartAsync(CancellationToken ct = default)
    {
        await Runtime.StartAsync(ct);
        await (_engine?.StartAsync(ct) ?? Task.CompletedTask);
        await _web.StartAsync(ct);
        if (_options.Url.Port == 0)
        {
            Url = new Uri(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        }

        new TimerTriggers(Runtime.Engine, Client, _web.Configuration).Start();
    }

    /// <summary>Stops taking requests, lets those under way end, then stops the runtime.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        await _web.StopAsync(ct);
        await (_engine?.DisposeAsync() ?? default);
        await Runtime.DisposeAsync();
    }

    /// <summary>Stops it, and lets go of everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        using CancellationTokenSource now = new(TimeSpan.FromSeconds(2));
        await StopAsync(now.Token);
        await _web.DisposeAsync();
    }

    private static WebApplicationBuilder Listening(FunctionHostOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(options.Url.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        });
        return builder;
    }

    private static WebApplicationBuilder InMemory(IServer server)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore().AddSingleton(server);
        return builder;
    }

    private void Map()
    {
        ILogger log = Runtime.Engine.Log;
        AccessKeys keys = new(_options.FunctionKey, _options.MasterKey);
        _web.Use(next => http => Failures.CatchAsync(http, next, log));
        _web.UseRouting();
        HttpTriggers.Map(_web, Runtime.Engine, keys, Client);
        new ManagementEndpoints(Runtime, keys).Map(_web);
    }

    /// <summary>Signals belong to the program that hosts this; several hosts may live in one process.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
