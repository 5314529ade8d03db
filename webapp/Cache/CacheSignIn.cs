using Azure.Core;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace Steadfast.WebApp.Cache;

/// <summary>
/// Signs in to the cache with tokens of the managed identity. The server ends a connection whose token has expired, so each connection is given every
/// new one.
/// </summary>
internal sealed class CacheSignIn(TokenCredential credential, string user, string resource, TimeProvider clock, ILogger<CacheSignIn> log)
{
    private static readonly TimeSpan Spare = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(10);

    private readonly TokenRequestContext _cache = new([$"{resource.TrimEnd('/')}/.default"]);
    private volatile string? _token;

    /// <summary>Has the client sign in with the token of the moment, whenever it connects.</summary>
    public void ApplyTo(ConfigurationOptions settings) => settings.Defaults = new Provider(user, () => _token);

    /// <summary>Renews the token for ever, and gives it to the connections that are open.</summary>
    public async Task KeepAsync(CacheConnection connection, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(await RenewAsync(connection, stopping), clock, stopping);
        }
    }

    /// <summary>Gets a token and gives it to the connections that are open.</summary>
    /// <returns>How long until the next.</returns>
    internal async Task<TimeSpan> RenewAsync(CacheConnection connection, CancellationToken stopping)
    {
        try
        {
            var token = await credential.GetTokenAsync(_cache, stopping);
            _token = token.Token;
            if (connection.Multiplexer.IsCompletedSuccessfully)
            {
                foreach (var server in connection.Multiplexer.Result.GetServers().Where(static each => each.IsConnected))
                {
                    await server.ExecuteAsync("AUTH", user, token.Token);
                }
            }

            var left = token.ExpiresOn - clock.GetUtcNow() - Spare;
            return left > RetryPause ? left : RetryPause;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            log.TokenRefused(e.GetType().Name);
            return RetryPause;
        }
    }

    private sealed class Provider(string user, Func<string?> token) : DefaultOptionsProvider
    {
        public override string? User => user;

        public override string? Password => token();
    }
}
