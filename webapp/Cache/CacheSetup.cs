using Azure.Identity;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using Polly.Registry;

namespace Steadfast.WebApp.Cache;

internal static class CacheSetup
{
    private const long MaxBytesHere = 32 * 1024 * 1024;

    /// <summary>Registers the cache if one is configured. The application starts whether or not it can be reached.</summary>
    public static void AddCache(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<CacheOptions>().BindConfiguration("Cache").ValidateDataAnnotations().ValidateOnStart();
        if (string.IsNullOrEmpty(builder.Configuration["Cache:Connection"]))
        {
            return;
        }

        builder.Services.AddCacheBounds();
        builder.Services.AddSingleton<CacheConnection>();
        builder.Services.AddSingleton<CacheVersion>();
        builder.Services.AddSingleton<CacheMonitorState>();
        builder.Services.AddSingleton<LastKnown>();
        builder.Services.AddSingleton<CachedReads>();
        builder.Services.AddSingleton<IDistributedCache>(static services => new BoundedCache(
            new RedisCache(new RedisCacheOptions
            {
                ConnectionMultiplexerFactory = async () => await services.GetRequiredService<CacheConnection>().Multiplexer,
            }),
            services.GetRequiredService<ResiliencePipelineProvider<string>>()));
        builder.Services.AddMemoryCache(static memory => memory.SizeLimit = MaxBytesHere);
        builder.Services.AddHybridCache().AddSerializer<CachedAnswer, CachedAnswer.Serializer>();
        builder.Services.AddHostedService<CacheMonitor>();
        if (builder.Configuration["Cache:Auth"] == "entra")
        {
            builder.Services.AddSingleton(static services => SignIn(services));
            builder.Services.AddHostedService<CacheSignInService>();
        }
    }

    private static CacheSignIn SignIn(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<CacheOptions>>().Value;
        var identity = options.IdentityClientId.Length == 0
            ? ManagedIdentityId.SystemAssigned
            : ManagedIdentityId.FromUserAssignedClientId(options.IdentityClientId);
        return new(new ManagedIdentityCredential(identity), options.User, options.TokenResource,
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<CacheSignIn>>());
    }

    /// <summary>Keeps the sign-in valid while the application runs.</summary>
    private sealed class CacheSignInService(CacheSignIn signIn, CacheConnection connection) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => signIn.KeepAsync(connection, stoppingToken);
    }
}
