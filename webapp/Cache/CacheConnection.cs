using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Steadfast.WebApp.Cache;

/// <summary>The one connection to the cache. Nothing waits for it: what is asked for while it is away fails at once.</summary>
internal sealed class CacheConnection : IAsyncDisposable
{
    private const int Milliseconds = 1000;

    private readonly Task<ConnectionMultiplexer> _connecting;

    public CacheConnection(IOptions<CacheOptions> options, CacheSignIn? signIn = null)
    {
        var settings = options.Value.Parse()!;
        settings.AbortOnConnectFail = false;
        settings.BacklogPolicy = BacklogPolicy.FailFast;
        settings.ConnectTimeout = Milliseconds;
        settings.AsyncTimeout = Milliseconds;
        settings.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        settings.ReconnectRetryPolicy = new LinearRetry(Milliseconds / 4);
        settings.KeepAlive = 1;
        // Nothing is subscribed to. A connection for that could not be given a renewed token, and the server would end it every time one expires.
        settings.CommandMap = CommandMap.Create(["SUBSCRIBE", "PSUBSCRIBE"], available: false);
        signIn?.ApplyTo(settings);
        _connecting = ConnectAsync(settings);
    }

    /// <summary>Raised when the connection was lost: what comes back may be another server.</summary>
    public event Action? Lost;

    /// <summary>The cache's keys; null while the first connection is being made.</summary>
    public IDatabase? Keys => _connecting.IsCompletedSuccessfully ? _connecting.Result.GetDatabase() : null;

    /// <summary>The connection itself, once it is made.</summary>
    public Task<ConnectionMultiplexer> Multiplexer => _connecting;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connecting.IsCompletedSuccessfully)
        {
            await _connecting.Result.DisposeAsync();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions settings)
    {
        // Not on the thread that starts the application.
        await Task.Yield();
        var made = await ConnectionMultiplexer.ConnectAsync(settings);
        made.ConnectionFailed += (_, _) => Lost?.Invoke();
        return made;
    }
}
